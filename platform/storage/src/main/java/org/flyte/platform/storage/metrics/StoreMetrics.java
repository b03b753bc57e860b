package org.flyte.platform.storage.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException;

/**
 * The metrics of one backend: the timer {@code flyte.storage.calls} by operation and result, and the counters
 * {@code flyte.storage.bytes} and {@code flyte.storage.retries}. No label has a value that comes from outside.
 */
public final class StoreMetrics {
    private static final String OK = "ok";

    private record Key(StoreOperation operation, String result) {}

    private final MeterRegistry registry;
    private final String backend;
    private final Counter retries;
    private final Map<StoreOperation, Counter> bytes = new EnumMap<>(StoreOperation.class);
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    /** Metrics with this value of the label {@code backend}, such as {@code s3}. */
    public StoreMetrics(MeterRegistry registry, String backend) {
        this.registry = registry;
        this.backend = backend;
        this.retries = Counter.builder("flyte.storage.retries")
                .description("Requests to an object store that were made again")
                .tag("backend", backend)
                .register(registry);
        for (StoreOperation operation : new StoreOperation[] {
            StoreOperation.READ, StoreOperation.STREAM, StoreOperation.WRITE, StoreOperation.WRITE_IF_ABSENT
        }) {
            bytes.put(operation, bytesOf(operation));
        }
    }

    private Counter bytesOf(StoreOperation operation) {
        return Counter.builder("flyte.storage.bytes")
                .description("Content read from and written to an object store")
                .baseUnit(BaseUnits.BYTES)
                .tag("backend", backend)
                .tag("operation", operation.label())
                .register(registry);
    }

    /** Counts a request that is made again. */
    public void retried() {
        retries.increment();
    }

    /** Measures a call. */
    <T> T call(StoreOperation operation, Supplier<T> work) {
        long startedAt = System.nanoTime();
        try {
            T result = work.get();
            ended(operation, startedAt, null);
            return result;
        } catch (RuntimeException | Error e) {
            ended(operation, startedAt, e);
            throw e;
        }
    }

    /**
     * Records the end of an operation.
     *
     * @param startedAt {@code System.nanoTime()} at its beginning
     * @param failure why it failed, or null
     */
    void ended(StoreOperation operation, long startedAt, Throwable failure) {
        timers.computeIfAbsent(new Key(operation, resultOf(failure)), this::timer)
                .record(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS);
    }

    /** Counts content of an operation that reads or writes some. */
    void passed(StoreOperation operation, long count) {
        bytes.get(operation).increment(count);
    }

    private Timer timer(Key key) {
        return Timer.builder("flyte.storage.calls")
                .description("Calls to an object store, all attempts together")
                .tag("backend", backend)
                .tag("operation", key.operation().label())
                .tag("result", key.result())
                .register(registry);
    }

    private static String resultOf(Throwable failure) {
        return switch (failure) {
            case null -> OK;
            case FlyteException.NotFound e -> "not_found";
            case FlyteException.Unavailable e -> "unavailable";
            case FlyteException e -> "refused";
            default -> "error";
        };
    }
}
