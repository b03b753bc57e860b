package org.flyte.apps.watch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Supplier;
import org.flyte.apps.store.AppRecord;
import org.flyte.idl.app.WatchResponse;
import org.flyte.platform.connect.CallContext;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.model.FlyteException;

/** One reader: gets messages as fast as it asks for them. */
final class AppStream implements Subscription {
    private final WatchTarget target;
    private final Supplier<ProjectScopes> scopes;
    private final Subscriber<? super WatchResponse> reader;
    private final Executor executor = CallContext.here();
    private final Runnable whenOver;
    private final PendingApps pending;
    private long demand;
    private boolean snapshot;
    private boolean over;
    private boolean sending;
    private FlyteException failure;
    private long lastSent = System.nanoTime();

    /** @param scopes of which apps the reader may see, at each time */
    AppStream(
            WatchTarget target,
            Supplier<ProjectScopes> scopes,
            Subscriber<? super WatchResponse> reader,
            int maxPending,
            Runnable whenOver) {
        this.target = target;
        this.scopes = scopes;
        this.reader = reader;
        this.pending = new PendingApps(maxPending);
        this.whenOver = whenOver;
    }

    /** What was there when the stream was opened; changes that came meanwhile are newer. */
    synchronized void begin(List<AppRecord> apps) {
        apps.forEach(this::take);
        snapshot = true;
        send();
    }

    synchronized void changed(AppRecord app) {
        if (!over && target.includes(app.key()) && isVisible(app)) {
            take(app);
            send();
        }
    }

    synchronized void fail(FlyteException cause) {
        failure = cause;
        send();
    }

    /** An empty message after a long silence. */
    synchronized void sendHeartbeatAfter(Duration silence) {
        if (snapshot && System.nanoTime() - lastSent > silence.toNanos()) {
            executor.execute(this::heartbeat);
        }
    }

    @Override
    public synchronized void request(long count) {
        demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        send();
    }

    @Override
    public synchronized void cancel() {
        end();
    }

    private boolean isVisible(AppRecord app) {
        try {
            return scopes.get().includes(app.key().project(), app.key().domain());
        } catch (FlyteException e) {
            fail(e);
            return false;
        }
    }

    private void take(AppRecord app) {
        try {
            pending.add(app);
        } catch (FlyteException e) {
            failure = e;
        }
    }

    private void send() {
        if (!sending && !over) {
            sending = true;
            executor.execute(this::drain);
        }
    }

    private void drain() {
        while (true) {
            Optional<WatchResponse> message;
            synchronized (this) {
                if (over) {
                    return;
                }
                if (failure != null) {
                    end();
                    break;
                }
                message = demand > 0 && snapshot ? pending.next() : Optional.empty();
                if (message.isEmpty()) {
                    sending = false;
                    return;
                }
                count();
            }
            reader.onNext(message.get());
        }
        reader.onError(failure);
    }

    private void heartbeat() {
        synchronized (this) {
            if (over || demand == 0 || sending) {
                return;
            }
            count();
        }
        reader.onNext(WatchResponse.getDefaultInstance());
    }

    private void count() {
        lastSent = System.nanoTime();
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
    }

    private void end() {
        if (!over) {
            over = true;
            whenOver.run();
        }
    }
}
