package org.flyte.secrets;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flyte.platform.connect.CallContext;
import org.flyte.platform.model.CallLimit;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.SecretManager;

/** Calls the secret manager on virtual threads: some at once, some waiting, each within a time limit; and times them. */
@ApplicationScoped
public class ManagerCalls {
    private final SecretManager manager;
    private final ExecutorService threads;
    private final SecretServiceConfig config;
    private final MeterRegistry metrics;
    private final CallLimit limit;

    ManagerCalls(
            SecretManager manager,
            @VirtualThreads ExecutorService threads,
            SecretServiceConfig config,
            MeterRegistry metrics) {
        this.manager = manager;
        this.threads = threads;
        this.config = config;
        this.metrics = metrics;
        this.limit = new CallLimit(
                "calls of the secret manager", config.concurrency(), config.maxWaiting(), config.timeout());
    }

    /**
     * The answer of the manager, in the context of the running call.
     *
     * @param operation tag of the timer
     */
    public <T> Uni<T> call(String operation, Function<SecretManager, T> call) {
        Executor caller = CallContext.here();
        return Uni.createFrom()
                .item(() -> timed(operation, () -> limit.run(() -> call.apply(manager))))
                .runSubscriptionOn(threads)
                .ifNoItem()
                .after(config.timeout())
                .failWith(() -> new Unavailable(
                        null,
                        "the secret manager %s did not answer within %d ms; retry later",
                        manager.name(),
                        config.timeout().toMillis()))
                .emitOn(caller);
    }

    private <T> T timed(String operation, Supplier<T> call) {
        long began = System.nanoTime();
        String result = "error";
        try {
            T answer = call.get();
            result = "ok";
            return answer;
        } catch (FlyteException e) {
            result = e instanceof Unavailable || e instanceof Exhausted ? "unavailable" : "refused";
            throw e;
        } finally {
            metrics.timer("flyte.secrets.calls", "operation", operation, "result", result)
                    .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }
}
