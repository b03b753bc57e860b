package org.flyte.actions.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.cluster.ActionListener;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.replica.Replicas;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Unavailable;

/** The open streams of this process, by the parent action whose children they watch. */
@ApplicationScoped
public class Subscriptions implements ActionListener {
    private final ConcurrentHashMap<ActionKey, Set<ChildUpdateStream>> streams = new ConcurrentHashMap<>();
    private final Replicas replicas;
    private volatile boolean stopping;

    Subscriptions(MeterRegistry metrics, Replicas replicas) {
        this.replicas = replicas;
        metrics.gauge("flyte.actions.watch.parents", streams, Map::size);
    }

    /** Offers a state that no TaskAction shows to all streams of the parent, on every replica. */
    public void publish(ActionKey parent, ChildState child) {
        receive(parent, child);
        replicas.offer(parent, child);
    }

    /** Offers a state to the streams of the parent in this process. */
    public void receive(ActionKey parent, ChildState child) {
        streams.getOrDefault(parent, Set.of()).forEach(stream -> stream.offer(child));
    }

    @Override
    public void changed(TrackedAction action) {
        if (action.hasParent() && action.phase() != ActionPhase.ACTION_PHASE_UNSPECIFIED) {
            ActionKey parent = action.parentKey();
            if (streams.containsKey(parent)) {
                receive(parent, action.childState());
            }
        }
    }

    /** An unwitnessed deletion is left to the next read of the durable state: an ABORTED cannot be taken back. */
    @Override
    public void deleted(TrackedAction action, boolean witnessed) {
        if (witnessed) {
            changed(action);
        }
    }

    void add(ActionKey parent, ChildUpdateStream stream) {
        streams.compute(parent, (key, existing) -> {
            Set<ChildUpdateStream> all = existing == null ? ConcurrentHashMap.newKeySet() : existing;
            all.add(stream);
            return all;
        });
        if (stopping) {
            stream.fail(shuttingDown());
        }
    }

    void remove(ActionKey parent, ChildUpdateStream stream) {
        streams.computeIfPresent(parent, (key, all) -> {
            all.remove(stream);
            return all.isEmpty() ? null : all;
        });
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) {
        stopping = true;
        streams.values().forEach(all -> all.forEach(stream -> stream.fail(shuttingDown())));
    }

    private static Unavailable shuttingDown() {
        return new Unavailable(null, "the server is shutting down; watch again");
    }
}
