package org.flyte.actions.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_QUEUED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_RUNNING;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_SUCCEEDED;

import java.time.Instant;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.id.RunKey;
import org.flyte.idl.common.ActionPhase;
import org.junit.jupiter.api.Test;

class ReportQueueTest {
    private final ReportQueue queue = new ReportQueue();

    @Test
    void onlyTheNewestStateOfAnActionWaits() {
        queue.offer(action("a", 1, ACTION_PHASE_QUEUED));
        queue.offer(action("a", 1, ACTION_PHASE_RUNNING));
        queue.offer(action("a", 1, ACTION_PHASE_QUEUED));

        assertThat(queue.next()).contains(action("a", 1, ACTION_PHASE_RUNNING));
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void oneReportOfAnActionIsUnderWayAtATime() {
        TrackedAction first = action("a", 1, ACTION_PHASE_RUNNING);
        queue.offer(first);
        queue.next();
        queue.offer(action("a", 1, ACTION_PHASE_SUCCEEDED));

        assertThat(queue.next()).isEmpty();
        queue.done(first);
        assertThat(queue.next()).contains(action("a", 1, ACTION_PHASE_SUCCEEDED));
    }

    @Test
    void whatWasReportedIsNotReportedAgain() {
        TrackedAction action = action("a", 1, ACTION_PHASE_RUNNING);
        queue.offer(action);
        queue.done(queue.next().orElseThrow());

        queue.offer(action);

        assertThat(queue.next()).isEmpty();
    }

    @Test
    void aFailedReportWaitsAgainUnlessThereIsNewer() {
        queue.offer(action("a", 1, ACTION_PHASE_QUEUED));
        TrackedAction failed = queue.next().orElseThrow();
        queue.offer(action("a", 1, ACTION_PHASE_RUNNING));
        queue.failed(failed);

        assertThat(queue.next()).contains(action("a", 1, ACTION_PHASE_RUNNING));
    }

    @Test
    void nothingIsRememberedOfActionsThatAreGoneAndReported() {
        TrackedAction action = action("a", 1, ACTION_PHASE_SUCCEEDED);
        queue.offer(action);
        queue.gone(action.key());
        queue.done(queue.next().orElseThrow());

        queue.offer(action);

        assertThat(queue.next()).as("forgotten, so it is news").isPresent();
    }

    private static TrackedAction action(String name, int attempt, ActionPhase phase) {
        return new TrackedAction(
                new ActionKey(new RunKey("p", "d", "r"), name),
                "a0",
                "r-" + name,
                "uid",
                false,
                RunContext.NONE,
                attempt,
                phase,
                "",
                "",
                null,
                null,
                "",
                0,
                Instant.EPOCH,
                null,
                false);
    }
}
