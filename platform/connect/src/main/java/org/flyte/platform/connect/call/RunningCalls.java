package org.flyte.platform.connect.call;

import io.grpc.Status;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The calls that run now, so that a server that shuts down can end them. */
@Singleton
public class RunningCalls {
    /** The status of calls that a shutdown ends or refuses. */
    public static final Status SHUTTING_DOWN = Status.UNAVAILABLE.withDescription("the server is shutting down");

    private final Set<HttpCall<?, ?>> calls = ConcurrentHashMap.newKeySet();

    private volatile boolean closing;

    void add(HttpCall<?, ?> call) {
        calls.add(call);
    }

    /** Refuses new calls from now on with UNAVAILABLE; those that run go on. */
    public void close() {
        closing = true;
    }

    /** Says whether new calls are refused. */
    public boolean isClosing() {
        return closing;
    }

    void remove(HttpCall<?, ?> call) {
        calls.remove(call);
        if (closing) {
            synchronized (calls) {
                calls.notifyAll();
            }
        }
    }

    /** Waits until no call runs, at most as long as given. */
    public void awaitNone(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        synchronized (calls) {
            try {
                for (long left = most.toNanos(); !calls.isEmpty() && left > 0; left = deadline - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(calls, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns how many calls run. */
    public int count() {
        return calls.size();
    }

    /** Ends every open stream with UNAVAILABLE: a shutdown is neither the end of a stream nor its cancellation. */
    public void endStreams() {
        calls.stream().filter(HttpCall::isStream).forEach(RunningCalls::end);
    }

    /** Ends every call that still runs. */
    public void endAll() {
        calls.forEach(RunningCalls::end);
    }

    private static void end(HttpCall<?, ?> call) {
        call.abort(SHUTTING_DOWN);
    }
}
