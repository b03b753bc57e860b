package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionMetadata;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.TaskActionMetadata;
import org.flyte.runs.query.DetailsSnapshot;
import org.junit.jupiter.api.Test;

/** When a failure is sent: reports and timers come in the order that the test says. */
class DetailsStreamTest {
    private static final ActionPhase RUNNING = ActionPhase.ACTION_PHASE_RUNNING;
    private static final ActionPhase FAILED = ActionPhase.ACTION_PHASE_FAILED;

    private final Reports reports = new Reports();

    @Test
    void sendsAFailureWithItsErrorHoweverLateThatIsWithinTheGrace() {
        AssertSubscriber<ActionDetails> client = open(snapshot(RUNNING, 1, false));
        reports.are(snapshot(FAILED, 1, false));
        reports.timers.getFirst().run();
        assertThat(phases(client)).containsExactly("RUNNING");

        reports.are(snapshot(FAILED, 1, true));

        assertThat(phases(client)).containsExactly("RUNNING", "FAILED with error");
    }

    @Test
    void sendsAFailureWithoutErrorWhenTheGraceIsOver() {
        AssertSubscriber<ActionDetails> client = open(snapshot(FAILED, 1, false));
        assertThat(phases(client)).isEmpty();

        reports.runTimers();

        assertThat(phases(client)).containsExactly("FAILED");
    }

    @Test
    void holdsAFailureUntilItHasSettledThoughItsErrorIsThere() {
        AssertSubscriber<ActionDetails> client = open(snapshot(RUNNING, 1, false));
        reports.are(snapshot(FAILED, 1, false));
        reports.are(snapshot(FAILED, 1, true));
        reports.are(snapshot(RUNNING, 2, false));
        reports.runTimers();

        assertThat(phases(client)).containsExactly("RUNNING", "RUNNING");
    }

    @Test
    void holdsTheFailureOfEachAttempt() {
        AssertSubscriber<ActionDetails> client = open(snapshot(FAILED, 1, true));
        reports.are(snapshot(FAILED, 2, false));
        reports.timers.get(0).run();
        reports.timers.get(1).run();
        assertThat(phases(client)).isEmpty();

        reports.timers.get(2).run();
        assertThat(phases(client)).isEmpty();
        reports.are(snapshot(FAILED, 2, true));

        assertThat(phases(client)).containsExactly("FAILED with error");
    }

    @Test
    void sendsAnOldFailureAtOnce() {
        reports.recent = false;

        assertThat(phases(open(snapshot(FAILED, 1, false)))).containsExactly("FAILED");
    }

    @Test
    void holdsTheFailureOfAnAttemptThatItHasSeenRunningWhateverTheClocksSay() {
        AssertSubscriber<ActionDetails> client = open(snapshot(RUNNING, 1, false));
        reports.recent = false;

        reports.are(snapshot(FAILED, 1, false));
        assertThat(phases(client)).containsExactly("RUNNING");
        reports.are(snapshot(FAILED, 1, true));
        reports.timers.getFirst().run();

        assertThat(phases(client)).containsExactly("RUNNING", "FAILED with error");
    }

    private AssertSubscriber<ActionDetails> open(DetailsSnapshot first) {
        reports.snapshot = first;
        ActiveStreams active = new ActiveStreams(null, null, new SimpleMeterRegistry());
        return WatchStream.<ActionDetails>multi(subscriber -> new DetailsStream<>(subscriber, active, reports))
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private static List<String> phases(AssertSubscriber<ActionDetails> client) {
        return client.getItems().stream()
                .map(details -> details.getStatus().getPhase().name().replace("ACTION_PHASE_", "")
                        + (details.hasErrorInfo() ? " with error" : ""))
                .toList();
    }

    private static DetailsSnapshot snapshot(ActionPhase phase, int attempt, boolean error) {
        ActionDetails.Builder details = ActionDetails.newBuilder()
                .setMetadata(ActionMetadata.newBuilder().setTask(TaskActionMetadata.getDefaultInstance()))
                .setStatus(ActionStatus.newBuilder().setPhase(phase).setAttempts(attempt));
        if (error) {
            details.setErrorInfo(ErrorInfo.newBuilder().setMessage("boom"));
        }
        boolean failed = phase == FAILED;
        return new DetailsSnapshot(details.build(), attempt, failed, failed && error, failed && !error);
    }

    /** What the stream reads, and the timers that it has set. */
    private static final class Reports implements DetailsStream.Source<ActionDetails> {
        private final List<Runnable> timers = new ArrayList<>();
        private DetailsSnapshot snapshot;
        private Runnable listener;
        private boolean recent = true;

        void are(DetailsSnapshot now) {
            snapshot = now;
            listener.run();
        }

        void runTimers() {
            List.copyOf(timers).forEach(Runnable::run);
        }

        @Override
        public Runnable subscribe(Runnable changed) {
            listener = changed;
            return () -> {};
        }

        @Override
        public Uni<DetailsSnapshot> read(DetailsSnapshot earlier) {
            return Uni.createFrom().item(snapshot);
        }

        @Override
        public ActionDetails message(DetailsSnapshot read) {
            return read.details();
        }

        @Override
        public boolean failedRecently(DetailsSnapshot read) {
            return recent && read.ended();
        }

        @Override
        public void afterSettling(Runnable then) {
            timers.add(then);
        }

        @Override
        public void afterErrorGrace(Runnable then) {
            timers.add(then);
        }

        @Override
        public void afterGrace(Runnable then) {}
    }
}
