package org.flyte.runs.replicas;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.flyte.runs.replicas.History.UnexpectedAnswer;

/** The replicas, called as a client calls that tries again when one is not there. */
final class Replicas {
    /** What breaks while a client calls. */
    enum Fault {
        /** Processes end at any time. */
        KILLED_PROCESS(EnumSet.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.CANCELLED)),
        /** The processes stay: each call is answered in time, and an outage by one code only. */
        DATABASE(EnumSet.of(Code.UNAVAILABLE));

        private final Set<Code> codes;

        Fault(Set<Code> codes) {
            this.codes = codes;
        }

        /** A connection that breaks while the answer is read is UNKNOWN or INTERNAL with the cause of the transport. */
        boolean explains(Status status) {
            String description = String.valueOf(status.getDescription());
            return codes.contains(status.getCode())
                    || (this == KILLED_PROCESS
                            && (status.getCause() instanceof java.io.IOException
                                    || description.contains("RST_STREAM")
                                    || description.contains("Connection")));
        }
    }

    private static final long PAUSE_MILLIS = 200;

    private final List<ServiceReplica> replicas;
    private final History history;
    private final Fault fault;
    private final Duration patience;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param patience how long a client tries again */
    Replicas(List<ServiceReplica> replicas, History history, Fault fault, Duration patience) {
        this.replicas = replicas;
        this.history = history;
        this.fault = fault;
        this.patience = patience;
    }

    ServiceReplica get(int index) {
        return replicas.get(index % replicas.size());
    }

    /** The answer, first asked from the replica of that number, and then in turn; empty when it was refused. */
    <T> Optional<T> call(int first, String what, Set<Code> expected, Function<ServiceReplica, T> call)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
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

    /** Whether the fault explains an answer: the client tries again. */
    boolean isFault(Status status) {
        return fault.explains(status);
    }
}
