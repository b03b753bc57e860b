package org.flyte.actions.enqueue;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.flyte.actions.ActionsConfig;
import org.flyte.platform.model.CallLimit;

/**
 * Limits how many blocking writes run concurrently and how many wait. Further writes fail with RESOURCE_EXHAUSTED, which
 * the SDK retries without a limit.
 */
@ApplicationScoped
class Bulkhead {
    private final ExecutorService virtualThreads;
    private final CallLimit limit;

    Bulkhead(@VirtualThreads ExecutorService virtualThreads, ActionsConfig config) {
        this.virtualThreads = virtualThreads;
        ActionsConfig.Enqueue enqueue = config.enqueue();
        this.limit = new CallLimit("Enqueue calls", enqueue.concurrency(), enqueue.maxWaiting(), enqueue.maxWait());
    }

    /** Runs blocking work on a virtual thread once a permit is free. */
    <T> Uni<T> run(Supplier<T> work) {
        return Uni.createFrom().item(() -> limit.run(work)).runSubscriptionOn(virtualThreads);
    }
}
