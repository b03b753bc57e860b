package org.flyte.runs.action;

import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.runs.Writers;

/** Writes as another replica does: the same writers, but no notification reaches the watches of this process. */
@ApplicationScoped
public class OtherReplica {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final PhaseStore phases;
    private final AppendEvents events;
    private final Pool pool;

    OtherReplica(EventStore events, PhaseStore phases, Pool pool) {
        this.phases = phases;
        this.events = new AppendEvents(events, phases, (run, actions) -> {}, pool);
        this.pool = pool;
    }

    /** Records a phase of the first attempt. */
    public void phase(ActionIdentifier id, ActionPhase phase) {
        PhaseReport report = PhaseReport.of(Writers.status(id, phase, 1));
        phases.apply(pool, List.of(report)).await().atMost(TIMEOUT);
    }

    /** Appends an event and applies its phase. */
    public void event(ActionEvent event) {
        events.execute(List.of(EventRow.of(event))).await().atMost(TIMEOUT);
    }
}
