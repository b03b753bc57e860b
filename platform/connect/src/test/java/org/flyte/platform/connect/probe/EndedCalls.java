package org.flyte.platform.connect.probe;

import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.flyte.platform.connect.CallListener;
import org.flyte.platform.connect.EndedCall;

/** Remembers the calls that have ended. */
@Singleton
public class EndedCalls implements CallListener {
    private static final int KEPT = 1_000;

    private final Queue<EndedCall> calls = new ConcurrentLinkedQueue<>();

    @Override
    public void ended(EndedCall call) {
        calls.add(call);
        if (calls.size() > KEPT) {
            calls.poll();
        }
    }

    /** Those of a request. */
    public Stream<EndedCall> of(String requestId) {
        return calls.stream().filter(ended -> ended.call().requestId().equals(requestId));
    }
}
