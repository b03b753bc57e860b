package org.flyte.actions.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.flyte.idl.actions.WatchForUpdatesResponse;

/** A client of a stream that keeps what it receives; the test requests messages for it. */
final class FakeClient implements Subscriber<WatchForUpdatesResponse> {
    final List<WatchForUpdatesResponse> received = new ArrayList<>();
    Throwable failure;
    boolean completed;

    @Override
    public void onSubscribe(Subscription subscription) {}

    @Override
    public void onNext(WatchForUpdatesResponse message) {
        received.add(message);
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
    }

    @Override
    public void onComplete() {
        completed = true;
    }
}
