package org.flyte.dataproxy;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Runs blocking work (store, Kubernetes, disk) on virtual threads, never on the event loop. */
@ApplicationScoped
public class BlockingExecutor {
    private final ExecutorService threads;

    public BlockingExecutor(@VirtualThreads ExecutorService threads) {
        this.threads = threads;
    }

    /** The result of the work, which starts on subscription. */
    public <T> Uni<T> call(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(threads);
    }

    /** Starts the work now. */
    public void run(Runnable work) {
        threads.execute(work);
    }
}
