package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.flyte.platform.connect.CallContext;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.jboss.logging.Logger;

/**
 * A stream that produces messages only on demand: the demand that platform/connect requests is the client's pace.
 *
 * <p>{@link #step} runs on one thread at a time, on the event loop of the call; {@link #wake} requests a step and may be
 * called on any thread. State of a subclass that only its steps use needs no lock.
 */
abstract class WatchStream<T> implements Subscription {
    private static final Logger LOG = Logger.getLogger(WatchStream.class);

    private final Subscriber<? super T> subscriber;
    private final ActiveStreams active;
    private final Executor executor;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean overdue;
    private volatile long lastSent = System.nanoTime();
    private volatile Throwable failedRead;
    private Runnable unsubscribe = () -> {};
    private boolean started;
    private boolean ended;

    WatchStream(Subscriber<? super T> subscriber, ActiveStreams active) {
        this.subscriber = subscriber;
        this.active = active;
        this.executor = CallContext.here();
    }

    /** A Multi that creates a new stream for each subscriber. */
    static <T> Multi<T> multi(Function<Subscriber<? super T>, WatchStream<T>> factory) {
        return Multi.createFrom().publisher(subscriber -> {
            WatchStream<T> stream = factory.apply(subscriber);
            subscriber.onSubscribe(stream);
            stream.wake();
        });
    }

    /** Subscribes to what the stream depends on, once, before the first step; returns how to unsubscribe. */
    protected abstract Runnable start();

    /** Does what can be done now; returns when there is nothing to do or no demand. */
    protected abstract void step();

    /** What to send after a long silence, without changing what the client knows; null for nothing. */
    protected abstract T heartbeat();

    /** Sends a heartbeat if nothing was sent for this long. */
    final void sendHeartbeatAfter(Duration silence) {
        if (System.nanoTime() - lastSent > silence.toNanos()) {
            overdue = true;
            wake();
        }
    }

    protected final void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    /** Ends the stream because something that it needs could not be read; may be called on any thread. */
    protected final void failed(Throwable failure) {
        failedRead = failure;
        wake();
    }

    /** The client gets its own faults; all else is logged and is UNAVAILABLE to it. */
    private void failRead(Throwable failure) {
        if (failure instanceof FlyteException) {
            fail(failure);
        } else {
            LOG.warnf(failure, "watch ended: database cannot be read");
            fail(new Unavailable(failure, "database unavailable; reconnect"));
        }
    }

    /** Whether {@link #emit} may be called. */
    protected final boolean wanted() {
        return !ended && !cancelled && demand.get() > 0;
    }

    protected final void emit(T message) {
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        overdue = false;
        lastSent = System.nanoTime();
        subscriber.onNext(message);
    }

    protected final void complete() {
        if (!ended) {
            ended = true;
            release();
            subscriber.onComplete();
        }
    }

    protected final void fail(Throwable failure) {
        if (!ended) {
            ended = true;
            release();
            subscriber.onError(failure);
        }
    }

    @Override
    public final void request(long n) {
        demand.accumulateAndGet(n, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
        wake();
    }

    @Override
    public final void cancel() {
        cancelled = true;
        wake();
    }

    private void run() {
        int seen = wakes.get();
        do {
            if (!ended && cancelled) {
                ended = true;
                release();
            } else if (!ended) {
                runOnce();
            }
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void runOnce() {
        try {
            if (!started) {
                started = true;
                active.add(this);
                unsubscribe = start();
            }
            if (failedRead != null) {
                failRead(failedRead);
                return;
            }
            step();
            if (overdue && wanted()) {
                T heartbeat = heartbeat();
                if (heartbeat != null) {
                    emit(heartbeat);
                }
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void release() {
        if (started) {
            active.remove(this);
            unsubscribe.run();
        }
    }
}
