package org.flyte.actions.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_FAILED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_QUEUED;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_RUNNING;
import static org.flyte.idl.common.ActionPhase.ACTION_PHASE_SUCCEEDED;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.flyte.actions.child.ChildState;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.model.RunKey;
import org.junit.jupiter.api.Test;

class ChildUpdateStreamTest {
    private static final ActionKey PARENT = new RunKey("p", "d", "r").root();

    private final FakeClient client = new FakeClient();
    private final ChildUpdateStream stream = new ChildUpdateStream(client, 3);

    @Test
    void sendsNothingBeforeAllSourcesHaveBeenRead() {
        stream.request(10);
        stream.offer(child("a", ACTION_PHASE_QUEUED));
        stream.offer(child("a", ACTION_PHASE_RUNNING));
        assertThat(client.received).isEmpty();

        stream.sendSentinel();

        assertThat(client.received.getFirst().getActionUpdate().getPhase()).isEqualTo(ACTION_PHASE_RUNNING);
        assertThat(client.received.getLast().getControlMessage().getSentinel()).isTrue();
        assertThat(client.received).hasSize(2);
    }

    @Test
    void sendsASlowClientOnlyTheNewestStateOfAChild() {
        finishSnapshot();
        stream.offer(child("a", ACTION_PHASE_QUEUED));
        stream.offer(child("b", ACTION_PHASE_QUEUED));
        stream.offer(child("a", ACTION_PHASE_RUNNING));
        stream.offer(child("a", ACTION_PHASE_SUCCEEDED));

        stream.request(10);

        assertThat(client.received)
                .extracting(message -> message.getActionUpdate().getPhase())
                .containsExactly(ACTION_PHASE_SUCCEEDED, ACTION_PHASE_QUEUED);
    }

    @Test
    void sendsTheSentinelAfterWhatWasKnownBefore() {
        stream.offer(child("a", ACTION_PHASE_QUEUED));
        stream.sendSentinel();
        stream.offer(child("b", ACTION_PHASE_QUEUED));
        stream.request(10);

        assertThat(client.received.get(1).getControlMessage().getSentinel()).isTrue();
        assertThat(client.received).hasSize(3);
    }

    @Test
    void sendsNoMoreThanIsRequested() {
        finishSnapshot();
        stream.offer(child("a", ACTION_PHASE_QUEUED));
        stream.offer(child("b", ACTION_PHASE_QUEUED));

        stream.request(1);
        assertThat(client.received).hasSize(1);

        stream.request(1);
        assertThat(client.received).hasSize(2);
    }

    @Test
    void sendsInOrderWhenTheClientRequestsMoreWhileItReceives() {
        FakeClient oneByOne = new FakeClient();
        ChildUpdateStream[] requesting = new ChildUpdateStream[1];
        requesting[0] = new ChildUpdateStream(requestingOneMore(oneByOne, requesting), 3);
        requesting[0].offer(child("a", ACTION_PHASE_QUEUED));
        requesting[0].offer(child("b", ACTION_PHASE_QUEUED));
        requesting[0].sendSentinel();

        requesting[0].request(1);

        assertThat(oneByOne.received)
                .extracting(message -> message.getActionUpdate().getActionId().getName())
                .containsExactly("a", "b", "");
    }

    @Test
    void endsWithUnavailableWhenTooManyChildrenWait() {
        finishSnapshot();
        for (int i = 0; i < 4; i++) {
            stream.offer(child("c" + i, ACTION_PHASE_QUEUED));
        }

        assertThat(client.failure).isInstanceOf(Unavailable.class);
    }

    @Test
    void addsAnErrorToAFailureWithoutOne() {
        finishSnapshot();
        stream.request(10);
        stream.offer(child("a", ACTION_PHASE_FAILED));

        assertThat(client.received.getFirst().getActionUpdate().getError().getCode())
                .isEqualTo("Unknown");
    }

    @Test
    void endsWithUnavailableAtShutdown() {
        Subscriptions subscriptions = new Subscriptions(new SimpleMeterRegistry(), null);
        subscriptions.add(PARENT, stream);
        FakeClient late = new FakeClient();

        subscriptions.stop(null);
        subscriptions.add(PARENT, new ChildUpdateStream(late, 3));

        assertThat(client.failure).isInstanceOf(Unavailable.class);
        assertThat(late.failure).isInstanceOf(Unavailable.class);
        assertThat(client.completed).isFalse();
    }

    @Test
    void sendsNothingAfterItsClientHasCancelled() {
        finishSnapshot();
        stream.cancel();

        stream.request(10);
        stream.offer(child("a", ACTION_PHASE_QUEUED));
        stream.fail(new IllegalStateException("too late"));

        assertThat(client.received).isEmpty();
        assertThat(client.failure).isNull();
        assertThat(stream.isOpen()).isFalse();
    }

    private void finishSnapshot() {
        stream.request(1);
        stream.sendSentinel();
        client.received.clear();
    }

    private static Subscriber<WatchForUpdatesResponse> requestingOneMore(
            FakeClient client, ChildUpdateStream[] stream) {
        return new Subscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {}

            @Override
            public void onNext(WatchForUpdatesResponse message) {
                stream[0].request(1);
                client.onNext(message);
            }

            @Override
            public void onError(Throwable failure) {
                client.onError(failure);
            }

            @Override
            public void onComplete() {
                client.onComplete();
            }
        };
    }

    private static ChildState child(String name, ActionPhase phase) {
        return ChildState.of(PARENT.sibling(name), 1, phase);
    }
}
