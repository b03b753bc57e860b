package org.flyte.platform.connect.call;

import io.grpc.Status;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls that run now, so that a server on its way down can end them. */
@Singleton
public class RunningCalls {
    private final Set<HttpCall<?, ?>> calls = ConcurrentHashMap.newKeySet();

    void add(HttpCall<?, ?> call) {
        calls.add(call);
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
        call.abort(Status.UNAVAILABLE.withDescription("the server is shutting down"));
    }
}
