package org.flyte.actions.watch;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.flyte.actions.watch.rule.ChildState;
import org.flyte.actions.watch.rule.ChildStates;
import org.flyte.actions.watch.rule.StreamView;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.workflow.ControlMessage;
import org.flyte.platform.errors.StatusMapper;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * One stream of WatchForUpdates. What its reader has not taken yet waits here, one entry a child with its newest state,
 * so a slow reader costs memory for its children at most and misses no final state. Thread-safe.
 */
final class ActionStream {
    private static final String SENTINEL = "";
    private static final WatchForUpdatesResponse SENTINEL_MESSAGE = WatchForUpdatesResponse.newBuilder()
            .setControlMessage(ControlMessage.newBuilder().setSentinel(true))
            .build();

    private final ServerCallStreamObserver<WatchForUpdatesResponse> reader;
    private final int mostWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final StreamView view = new StreamView();
    private final Map<String, WatchForUpdatesResponse> waiting = new LinkedHashMap<>();
    private boolean complete;
    private boolean ended;

    ActionStream(ServerCallStreamObserver<WatchForUpdatesResponse> reader, int mostWaiting) {
        this.reader = reader;
        this.mostWaiting = mostWaiting;
    }

    void offer(ChildState child) {
        lock.lock();
        try {
            if (ended || !view.offer(child)) {
                return;
            }
            waiting.put(child.name(), message(ChildStates.explained(child)));
            if (complete && waiting.size() > mostWaiting) {
                end(new Unavailable(null, "the reader is too slow for its %d children", waiting.size()));
            } else {
                send();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isNews(ChildState child) {
        lock.lock();
        try {
            return !ended && view.isNews(child);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says that everything known has been told; also the sign of life. Nothing is sent before the first: until then one
     * source may tell an older state than another, and older than what the reader saw on its last stream.
     */
    void sentinel() {
        lock.lock();
        try {
            complete = true;
            waiting.putIfAbsent(SENTINEL, SENTINEL_MESSAGE);
            send();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what the reader takes; to be called when it has become ready. */
    void flush() {
        lock.lock();
        try {
            send();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream with a failure: it never ends in any other way while the server lives (sdk-client spec §5.6). */
    void end(Throwable failure) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                waiting.clear();
                if (!reader.isCancelled()) {
                    reader.onError(StatusMapper.statusOf(failure).asRuntimeException());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The reader has left. */
    void left() {
        lock.lock();
        try {
            ended = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        lock.lock();
        try {
            return !ended && !reader.isCancelled();
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        Iterator<WatchForUpdatesResponse> next = waiting.values().iterator();
        while (complete && !ended && next.hasNext() && reader.isReady()) {
            WatchForUpdatesResponse message = next.next();
            next.remove();
            reader.onNext(message);
        }
    }

    private static WatchForUpdatesResponse message(ChildState child) {
        return WatchForUpdatesResponse.newBuilder()
                .setActionUpdate(child.update())
                .build();
    }
}
