package org.flyte.actions.replica;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.support.TestConfig;
import org.flyte.platform.identity.outgoing.ServiceCredentials;
import org.flyte.platform.model.ActionKey;

/** A second replica, as far as it tells others. */
public final class OtherReplica implements AutoCloseable {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Replicas replicas;

    /** @param addresses of all replicas */
    public OtherReplica(String addresses) {
        this(addresses, UUID.randomUUID().toString());
    }

    public OtherReplica(String addresses, String identity) {
        replicas = new Replicas(
                TestConfig.with(Map.of("flyte.actions.replicas.addresses", addresses)),
                null,
                null,
                metrics,
                new ServiceCredentials(Optional::empty),
                identity);
        replicas.resolve();
    }

    public void publish(ActionKey parent, ChildState state) {
        replicas.offer(parent, state);
    }

    /** How many states could not be passed on. */
    public int lost() {
        return (int) metrics.counter("flyte.actions.replicas.lost").count();
    }

    /** How many other replicas it knows. */
    public int links() {
        return (int) metrics.get("flyte.actions.replicas").gauge().value();
    }

    @Override
    public void close() {
        replicas.close();
    }
}
