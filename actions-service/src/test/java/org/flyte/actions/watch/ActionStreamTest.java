package org.flyte.actions.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_FAILED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_QUEUED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_RUNNING;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_SUCCEEDED;

import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.id.RunKey;
import org.flyte.actions.watch.rule.ChildState;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionUpdate;
import org.junit.jupiter.api.Test;

class ActionStreamTest {
    private static final ActionKey PARENT = new ActionKey(new RunKey("p", "d", "r"), "a0");

    private final FakeReader reader = new FakeReader();
    private final ActionStream stream = new ActionStream(reader, 3);

    @Test
    void nothingIsSentBeforeAllSourcesHaveTold() {
        stream.offer(child("a", ACTION_PHASE_QUEUED));
        stream.offer(child("a", ACTION_PHASE_RUNNING));
        assertThat(reader.got).isEmpty();

        stream.sentinel();

        assertThat(reader.got.getFirst().getActionUpdate().getPhase()).isEqualTo(ACTION_PHASE_RUNNING);
        assertThat(reader.got.getLast().getControlMessage().getSentinel()).isTrue();
        assertThat(reader.got).hasSize(2);
    }

    @Test
    void aSlowReaderGetsOnlyTheNewestStateOfAChild() {
        snapshotIsTold();
        reader.wants = 0;
        stream.offer(child("a", ACTION_PHASE_QUEUED));
        stream.offer(child("b", ACTION_PHASE_QUEUED));
        stream.offer(child("a", ACTION_PHASE_RUNNING));
        stream.offer(child("a", ACTION_PHASE_SUCCEEDED));

        reader.wants = 10;
        stream.flush();

        assertThat(reader.got)
                .extracting(message -> message.getActionUpdate().getPhase())
                .containsExactly(ACTION_PHASE_SUCCEEDED, ACTION_PHASE_QUEUED);
    }

    @Test
    void theSentinelComesAfterWhatWasKnownBefore() {
        reader.wants = 0;
        stream.offer(child("a", ACTION_PHASE_QUEUED));
        stream.sentinel();
        stream.offer(child("b", ACTION_PHASE_QUEUED));
        reader.wants = 10;
        stream.flush();

        assertThat(reader.got.get(1).getControlMessage().getSentinel()).isTrue();
        assertThat(reader.got).hasSize(3);
    }

    @Test
    void tooManyWaitingChildrenEndTheStreamSoThatTheReaderComesBack() {
        snapshotIsTold();
        reader.wants = 0;
        for (int i = 0; i < 4; i++) {
            stream.offer(child("c" + i, ACTION_PHASE_QUEUED));
        }

        assertThat(reader.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aFailureWithoutAnErrorGetsOne() {
        snapshotIsTold();
        stream.offer(child("a", ACTION_PHASE_FAILED));

        assertThat(reader.got.getFirst().getActionUpdate().getError().getCode()).isEqualTo("Unknown");
    }

    @Test
    void shutdownEndsStreamsAsUnavailableAndNeverCleanly() {
        Subscriptions subscriptions = new Subscriptions(new SimpleMeterRegistry());
        subscriptions.add(PARENT, stream);
        FakeReader late = new FakeReader();

        subscriptions.stop(null);
        subscriptions.add(PARENT, new ActionStream(late, 3));

        assertThat(reader.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(late.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private void snapshotIsTold() {
        reader.wants = 1;
        stream.sentinel();
        reader.got.clear();
        reader.wants = 10;
    }

    private static ChildState child(String name, ActionPhase phase) {
        ActionUpdate update = ActionUpdate.newBuilder()
                .setActionId(PARENT.sibling(name).toProto())
                .setPhase(phase)
                .build();
        return new ChildState(update, 1);
    }
}
