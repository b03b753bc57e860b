package org.flyte.actions.watch;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.locks.ReentrantLock;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.watch.rule.SentStates;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.workflow.ControlMessage;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * One stream of WatchForUpdates. It sends as fast as its client reads. What the client has not read yet waits here, one
 * entry per child with its newest state, so that a slow client costs memory for its children at most and misses no final
 * state. Thread-safe.
 */
final class ChildUpdateStream implements Subscription {
    private static final String SENTINEL = "";
    private static final WatchForUpdatesResponse SENTINEL_MESSAGE = WatchForUpdatesResponse.newBuilder()
            .setControlMessage(ControlMessage.newBuilder().setSentinel(true))
            .build();

    private final Subscriber<? super WatchForUpdatesResponse> client;
    private final int maxWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final SentStates sent = new SentStates();
    private final SequencedMap<String, WatchForUpdatesResponse> waiting = new LinkedHashMap<>();
    private volatile Runnable onCancel = () -> {};
    private long demand;
    private boolean complete;
    private boolean sending;
    private boolean ended;

    ChildUpdateStream(Subscriber<? super WatchForUpdatesResponse> client, int maxWaiting) {
        this.client = client;
        this.maxWaiting = maxWaiting;
    }

    /** Sets what is done when the client cancels. */
    void onCancel(Runnable action) {
        onCancel = action;
    }

    /** Sends the state unless it, or a newer one, was sent before. */
    void offer(ChildState child) {
        lock.lock();
        try {
            if (ended || !sent.advance(child)) {
                return;
            }
            waiting.put(child.name(), message(child.withErrorIfFailed()));
            if (complete && waiting.size() > maxWaiting) {
                fail(new Unavailable(
                        null,
                        "the client reads too slowly: %d child updates are waiting, at most %d are allowed; watch again",
                        waiting.size(),
                        maxWaiting));
            } else {
                send();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isNewer(ChildState child) {
        lock.lock();
        try {
            return !ended && sent.isNewer(child);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends the sentinel: every known state has been sent. It is also the heartbeat. Nothing is sent before the first one,
     * because until all sources have been read, a state may be older than one that the client received on its last stream.
     */
    void sendSentinel() {
        lock.lock();
        try {
            complete = true;
            waiting.putIfAbsent(SENTINEL, SENTINEL_MESSAGE);
            send();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream with a failure. It never ends in any other way while the server runs. */
    void fail(Throwable failure) {
        lock.lock();
        try {
            if (!ended) {
                end();
                client.onError(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        lock.lock();
        try {
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void request(long messages) {
        lock.lock();
        try {
            demand = demand + messages < 0 ? Long.MAX_VALUE : demand + messages;
            send();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            end();
        } finally {
            lock.unlock();
        }
        onCancel.run();
    }

    private void end() {
        ended = true;
        waiting.clear();
    }

    private void send() {
        if (sending) {
            // The client requests more while it takes a message; the loop below continues.
            return;
        }
        sending = true;
        try {
            while (complete && !ended && demand > 0 && !waiting.isEmpty()) {
                demand--;
                client.onNext(waiting.pollFirstEntry().getValue());
            }
        } finally {
            sending = false;
        }
    }

    private static WatchForUpdatesResponse message(ChildState child) {
        return WatchForUpdatesResponse.newBuilder()
                .setActionUpdate(child.update())
                .build();
    }
}
