package org.flyte.platform.connect.call;

import io.grpc.Status;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls that run now, so that a server on its way down can end them. */
@Singleton
public class RunningCalls {
    /** What calls hear when the server goes. */
    public static final Status GOING = Status.UNAVAILABLE.withDescription("the server is shutting down");

    private final Set<HttpCall<?, ?>> calls = ConcurrentHashMap.newKeySet();

    private volatile boolean closing;

    void add(HttpCall<?, ?> call) {
        calls.add(call);
    }

    /** From now on new calls are refused with UNAVAILABLE; those that run go on. */
    public void close() {
        closing = true;
    }

    /** Says whether new calls are refused. */
    public boolean isClosing() {
        return closing;
    }

    void remove(HttpCall<?, ?> call) {
        calls.remove(call);
    }

    /** Returns how many calls run. */
    public int count() {
        return calls.size();
    }

    /** Ends every open stream; a stream never ends cleanly or as cancelled because its server goes. */
    public void endStreams() {
        calls.stream().filter(HttpCall::isStream).forEach(RunningCalls::end);
    }

    /** Ends every call that still runs. */
    public void endAll() {
        calls.forEach(RunningCalls::end);
    }

    private static void end(HttpCall<?, ?> call) {
        call.abort(GOING);
    }
}
