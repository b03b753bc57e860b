package org.flyte.actions.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_QUEUED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_RUNNING;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_SUCCEEDED;

import java.time.Instant;
import org.flyte.actions.cluster.ObjectName;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.cluster.TrackedStatus;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.Test;

class ReportQueueTest {
    private final ReportQueue queue = new ReportQueue();

    @Test
    void keepsOnlyTheNewestStateOfAnAction() {
        queue.offer(action("a", ACTION_PHASE_QUEUED));
        queue.offer(action("a", ACTION_PHASE_RUNNING));
        queue.offer(action("a", ACTION_PHASE_QUEUED));

        assertThat(queue.next()).contains(action("a", ACTION_PHASE_RUNNING));
        assertThat(queue.next()).isEmpty();
    }

    @Test
    void hasOneReportOfAnActionInFlightAtATime() {
        TrackedAction first = action("a", ACTION_PHASE_RUNNING);
        queue.offer(first);
        queue.next();
        queue.offer(action("a", ACTION_PHASE_SUCCEEDED));

        assertThat(queue.next()).isEmpty();
        queue.done(first);
        assertThat(queue.next()).contains(action("a", ACTION_PHASE_SUCCEEDED));
    }

    @Test
    void ignoresWhatHasBeenReported() {
        TrackedAction action = action("a", ACTION_PHASE_RUNNING);
        queue.offer(action);
        queue.done(queue.next().orElseThrow());

        queue.offer(action);

        assertThat(queue.next()).isEmpty();
    }

    @Test
    void retriesAFailedReportUnlessANewerOneWaits() {
        queue.offer(action("a", ACTION_PHASE_QUEUED));
        TrackedAction failed = queue.next().orElseThrow();
        queue.offer(action("a", ACTION_PHASE_RUNNING));
        queue.failed(failed);

        assertThat(queue.next()).contains(action("a", ACTION_PHASE_RUNNING));
    }

    @Test
    void forgetsADeletedActionOnceItIsReported() {
        TrackedAction action = action("a", ACTION_PHASE_SUCCEEDED);
        queue.offer(action);
        queue.deleted(action.key());
        queue.done(queue.next().orElseThrow());

        queue.offer(action);

        assertThat(queue.next()).as("forgotten, so it is reported again").isPresent();
    }

    private static TrackedAction action(String name, ActionPhase phase) {
        return new TrackedAction(
                new ActionKey("p", "d", "r", name),
                ActionKey.ROOT,
                new ObjectName("flyte", "r-" + name),
                "uid",
                false,
                RunContext.NONE,
                "",
                Instant.EPOCH,
                false,
                null,
                TrackedStatus.of(1, phase));
    }
}
