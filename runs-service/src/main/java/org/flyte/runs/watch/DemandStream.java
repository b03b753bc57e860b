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
 * A stream that works only when its reader wants more: the demand that platform/connect puts on it is the client's
 * pace.
 *
 * <p>{@link #step} runs on one thread at a time, on the event loop the call came in on; {@link #wake} asks for a step
 * and may be called from anywhere. All state of a subclass that only its steps touch needs no lock.
 */
abstract class DemandStream<T> implements Subscription {
    private static final Logger LOG = Logger.getLogger(DemandStream.class);

    private final Subscriber<? super T> reader;
    private final OpenStreams open;
    private final Executor executor;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean overdue;
    private volatile long lastSent = System.nanoTime();
    private volatile Throwable failedRead;
    private Runnable leave = () -> {};
    private boolean started;
    private boolean ended;

    DemandStream(Subscriber<? super T> reader, OpenStreams open) {
        this.reader = reader;
        this.open = open;
        this.executor = CallContext.here();
    }

    /** A Multi that makes a new stream for each subscriber. */
    static <T> Multi<T> multi(Function<Subscriber<? super T>, DemandStream<T>> factory) {
        return Multi.createFrom().publisher(reader -> {
            DemandStream<T> stream = factory.apply(reader);
            reader.onSubscribe(stream);
            stream.wake();
        });
    }

    /** Subscribes to what the stream depends on, once, before the first step; returns how to let go of it. */
    protected abstract Runnable start();

    /** Does what can be done now; returns when there is nothing to do or the reader wants no more. */
    protected abstract void step();

    /** What to say after a long silence, without changing what the reader knows; null for nothing. */
    protected abstract T heartbeat();

    /** Has the stream say something if it was silent for so long. */
    final void beat(Duration silence) {
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

    /** To be called, from anywhere, when something that the stream needs could not be read: that ends it. */
    protected final void failed(Throwable failure) {
        failedRead = failure;
        wake();
    }

    /** What the caller did wrong is told, all else is logged. */
    private void failRead(Throwable failure) {
        if (failure instanceof FlyteException) {
            fail(failure);
        } else {
            LOG.warnf(failure, "a watch ended because the database could not be read");
            fail(new Unavailable(failure, "the database is away, watch again"));
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
        reader.onNext(message);
    }

    protected final void complete() {
        if (!ended) {
            ended = true;
            release();
            reader.onComplete();
        }
    }

    protected final void fail(Throwable failure) {
        if (!ended) {
            ended = true;
            release();
            reader.onError(failure);
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
                open.add(this);
                leave = start();
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
            open.remove(this);
            leave.run();
        }
    }
}
