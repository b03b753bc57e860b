package org.flyte.runs.replicas;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.flyte.runs.replicas.History.UnexpectedAnswer;

/** Both replicas, called as a client calls that tries again when one is not there. */
final class Replicas {
    /** What a client may see of a process that is killed. */
    private static final Set<Code> FAULTS = EnumSet.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.CANCELLED);

    private static final int TRIES = 150;
    private static final long PAUSE_MILLIS = 200;

    private final List<Replica> replicas;
    private final History history;
    private final CountDownLatch closed = new CountDownLatch(1);

    Replicas(List<Replica> replicas, History history) {
        this.replicas = replicas;
        this.history = history;
    }

    Replica get(int index) {
        return replicas.get(index % replicas.size());
    }

    /** The answer, first asked from the replica of that number, and then in turn; empty when it was refused. */
    <T> Optional<T> call(int first, String what, Set<Code> expected, Function<Replica, T> call)
            throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try {
                return Optional.of(call.apply(get(first + i)));
            } catch (StatusRuntimeException e) {
                Status status = e.getStatus();
                if (!isFault(status)) {
                    if (!expected.contains(status.getCode())) {
                        history.add(new UnexpectedAnswer(what + ": " + status));
                    }
                    return Optional.empty();
                }
                if (pause(PAUSE_MILLIS)) {
                    return Optional.empty();
                }
            }
        }
        history.add(new UnexpectedAnswer(what + ": no replica answered"));
        return Optional.empty();
    }

    /** Waits; answers true when the test is over. */
    boolean pause(long millis) throws InterruptedException {
        return closed.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Ends all waits and retries. */
    void end() {
        closed.countDown();
    }

    /** A connection that breaks while the answer is read is UNKNOWN or INTERNAL with the cause of the transport. */
    static boolean isFault(Status status) {
        String description = String.valueOf(status.getDescription());
        return FAULTS.contains(status.getCode())
                || status.getCause() instanceof java.io.IOException
                || description.contains("RST_STREAM")
                || description.contains("Connection");
    }
}
