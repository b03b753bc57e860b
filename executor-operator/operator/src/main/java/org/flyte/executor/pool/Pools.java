package org.flyte.executor.pool;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.flyte.executor.plugin.WakeUp;
import org.flyte.executor.pool.rule.TryId;

/** The pools that this operator knows. */
@ApplicationScoped
class Pools {
    private final Map<Id, Pool> pools = new ConcurrentHashMap<>();
    private final WakeUp wakeUp;
    private final Clock clock;
    private volatile boolean leading;

    private record Id(String namespace, String name) {}

    Pools(WakeUp wakeUp, Clock clock, MeterRegistry metrics) {
        this.wakeUp = wakeUp;
        this.clock = clock;
        gauge(metrics, "flyte.executor.pool.workers", "Warm workers that take tasks", PoolCapacity::ready);
        gauge(metrics, "flyte.executor.pool.busy", "Slots of warm workers that are in use", PoolCapacity::busy);
        gauge(
                metrics,
                "flyte.executor.pool.queued",
                "Tasks that wait for a slot of a warm worker",
                PoolCapacity::queued);
    }

    private void gauge(MeterRegistry metrics, String name, String description, ToIntFunction<PoolCapacity> value) {
        Gauge.builder(
                        name,
                        pools,
                        all -> all.values().stream()
                                .map(Pool::capacity)
                                .mapToInt(value)
                                .sum())
                .description(description)
                .register(metrics);
    }

    /** The pool of that name; a new one when it is not known yet. */
    Pool of(String namespace, String name) {
        leading = true;
        return pools.computeIfAbsent(new Id(namespace, name), id -> new Pool(namespace, name, wakeUp, clock));
    }

    Optional<Pool> find(String namespace, String name) {
        return Optional.ofNullable(pools.get(new Id(namespace, name)));
    }

    /** Ends a try in whatever pool of the namespace it is. */
    void release(String namespace, TryId id) {
        in(namespace).forEach(pool -> pool.release(id));
    }

    /** Tries of an action that are at work. */
    List<TryId> others(String namespace, String uid) {
        return in(namespace).flatMap(pool -> pool.ofAction(uid).stream()).toList();
    }

    private Stream<Pool> in(String namespace) {
        return pools.values().stream().filter(pool -> pool.namespace().equals(namespace));
    }

    /** Forgets a pool that nothing uses; false when something does. */
    boolean remove(Pool pool) {
        return pools.computeIfPresent(
                        new Id(pool.namespace(), pool.name()),
                        (_, known) -> known.capacity().isUnused() ? null : known)
                == null;
    }

    /** Whether this replica of the operator reconciles; another one must not talk to supervisors. */
    boolean isLeading() {
        return leading;
    }
}
