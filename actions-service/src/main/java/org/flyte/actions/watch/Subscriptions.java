package org.flyte.actions.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.actions.cluster.ActionListener;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.watch.rule.ChildState;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.FlyteException.Unavailable;

/** The open streams of this process, by the parent action whose children they watch. */
@ApplicationScoped
public class Subscriptions implements ActionListener {
    private final ConcurrentHashMap<ActionKey, Set<ActionStream>> streams = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    Subscriptions(MeterRegistry metrics) {
        metrics.gauge("flyte.actions.watch.parents", streams, Map::size);
    }

    /** Tells all streams of the parent. */
    public void publish(ActionKey parent, ChildState child) {
        streams.getOrDefault(parent, Set.of()).forEach(stream -> stream.offer(child));
    }

    @Override
    public void changed(TrackedAction action) {
        if (action.hasParent() && action.phase() != ActionPhase.ACTION_PHASE_UNSPECIFIED) {
            ActionKey parent = action.key().sibling(action.parent());
            if (streams.containsKey(parent)) {
                publish(parent, TrackedStates.of(action));
            }
        }
    }

    /** Without a witness it is left to the next re-read of the durable state: an ABORTED cannot be taken back. */
    @Override
    public void gone(TrackedAction action, boolean witnessed) {
        if (witnessed) {
            changed(action);
        }
    }

    void add(ActionKey parent, ActionStream stream) {
        streams.compute(parent, (key, existing) -> {
            Set<ActionStream> all = existing == null ? ConcurrentHashMap.newKeySet() : existing;
            all.add(stream);
            return all;
        });
        if (stopping) {
            stream.end(shuttingDown());
        }
    }

    void remove(ActionKey parent, ActionStream stream) {
        streams.computeIfPresent(parent, (key, all) -> {
            all.remove(stream);
            return all.isEmpty() ? null : all;
        });
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) {
        stopping = true;
        streams.values().forEach(all -> all.forEach(stream -> stream.end(shuttingDown())));
    }

    private static Unavailable shuttingDown() {
        return new Unavailable(null, "the server is shutting down");
    }
}
