package org.flyte.runs.replicas;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.idl.workflow.Action;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.flyte.runs.replicas.History.Seen;
import org.flyte.runs.replicas.History.State;
import org.flyte.runs.replicas.History.UnexpectedAnswer;
import org.flyte.runs.run.Requests;

/** WatchActions streams that reconnect, through the other replica, when theirs breaks. */
final class Watchers implements AutoCloseable {
    private static final int MAX_STREAMS = 60;
    private static final long RECONNECT_MILLIS = 300;

    private final Replicas replicas;
    private final History history;
    private final ScheduledExecutorService timer;
    private final AtomicInteger streams = new AtomicInteger();
    private final Deque<Watch> open = new ArrayDeque<>();
    private volatile boolean closed;

    Watchers(Replicas replicas, History history, ScheduledExecutorService timer) {
        this.replicas = replicas;
        this.history = history;
        this.timer = timer;
    }

    /** Opens a stream that records what it sees; the oldest one makes room for it. */
    Watch watch(String run, int replica) {
        Watch watch = new Watch(run, replica);
        synchronized (open) {
            open.add(watch);
            if (open.size() > MAX_STREAMS) {
                open.remove().close();
            }
        }
        watch.subscribe();
        return watch;
    }

    @Override
    public void close() {
        closed = true;
        synchronized (open) {
            open.forEach(Watch::close);
        }
    }

    static State state(Action action) {
        return new State(action.getStatus().getAttempts(), action.getStatus().getPhase());
    }

    /** One subscription, and those that follow it when it breaks. */
    final class Watch implements AutoCloseable {
        private final String run;
        private final CancellableContext context = Context.ROOT.withCancellation();
        private final Map<History.Action, State> latest = new ConcurrentHashMap<>();
        private int replica;

        private Watch(String run, int replica) {
            this.run = run;
            this.replica = replica;
        }

        /** The latest state of each action that was seen. */
        Map<History.Action, State> latest() {
            return latest;
        }

        private void subscribe() {
            int stream = streams.incrementAndGet();
            context.run(() -> replicas.get(replica)
                    .watches()
                    .watchActions(
                            WatchActionsRequest.newBuilder()
                                    .setRunId(Requests.run(run))
                                    .build(),
                            new Observer(stream)));
        }

        @Override
        public void close() {
            context.cancel(null);
        }

        private final class Observer implements StreamObserver<WatchActionsResponse> {
            private final int stream;

            Observer(int stream) {
                this.stream = stream;
            }

            @Override
            public void onNext(WatchActionsResponse response) {
                response.getEnrichedActionsList().forEach(enriched -> {
                    Action action = enriched.getAction();
                    var key = new History.Action(run, action.getId().getName());
                    latest.put(key, state(action));
                    history.add(new Seen(stream, key, state(action)));
                });
            }

            @Override
            public void onError(Throwable failure) {
                Status status = Status.fromThrowable(failure);
                if (closed || context.isCancelled() || status.getCode() == Status.Code.NOT_FOUND) {
                    return;
                }
                if (!replicas.isFault(status)) {
                    history.add(new UnexpectedAnswer("WatchActions of " + run + ": " + status));
                }
                replica++;
                timer.schedule(Watch.this::subscribe, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
            }

            @Override
            public void onCompleted() {}
        }
    }
}
