package org.flyte.dataproxy.logs;

import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.flyte.dataproxy.logs.live.LogPiece;
import org.flyte.idl.dataproxy.TailLogsResponse;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.platform.model.FlyteException.Exhausted;

/** Sends the pieces of one log to one client, as fast as the client takes them: nothing is buffered here. */
final class LogDelivery {
    /** Most pieces in a response. */
    static final int BATCH = 100;

    /** A response is full when it is larger: with it, what a client that does not read makes the server hold is small. */
    static final int FULL = 32 * 1024;

    private static final Duration LONGEST_PARK = Duration.ofMillis(200);

    private final LogTarget target;
    private final boolean oneOfMany;
    private final LogStreams.Ticket ticket;
    private final MultiEmitter<? super TailLogsResponse> client;
    private final Duration stallTimeout;

    /**
     * @param oneOfMany whether the client gets the logs of several containers, and needs to know of which each line is
     */
    LogDelivery(
            LogTarget target,
            boolean oneOfMany,
            LogStreams.Ticket ticket,
            MultiEmitter<? super TailLogsResponse> client,
            Duration stallTimeout) {
        this.target = target;
        this.oneOfMany = oneOfMany;
        this.ticket = ticket;
        this.client = client;
        this.stallTimeout = stallTimeout;
        Thread reader = Thread.currentThread();
        client.onRequest(_ -> LockSupport.unpark(reader));
    }

    /** Whether there is still a client. */
    boolean isOpen() {
        return ticket.isOpen() && !client.isCancelled();
    }

    /**
     * Sends them as one response; waits until the client takes one.
     *
     * @throws Exhausted when it does not for too long
     */
    void send(List<LogPiece> pieces) {
        if (pieces.isEmpty() || !awaitDemand()) {
            return;
        }
        TailLogsResponse.Logs.Builder logs = TailLogsResponse.Logs.newBuilder();
        pieces.forEach(piece -> logs.addLines(labelled(piece.line())));
        if (oneOfMany) {
            logs.setContainer(target.identifier());
        }
        client.emit(TailLogsResponse.newBuilder().addLogs(logs).build());
    }

    private LogLine labelled(LogLine line) {
        return oneOfMany ? line.toBuilder().setShortPodName(target.pod()).build() : line;
    }

    private boolean awaitDemand() {
        if (client.requested() > 0) {
            return isOpen();
        }
        ticket.stalled();
        long deadline = System.nanoTime() + stallTimeout.toNanos();
        while (client.requested() == 0 && isOpen()) {
            if (System.nanoTime() > deadline) {
                throw new Exhausted(
                        "the stream was not read for %d s, the limit of flyte.dataproxy.logs.stall-timeout: open it again",
                        stallTimeout.toSeconds());
            }
            LockSupport.parkNanos(LONGEST_PARK.toNanos());
            if (Thread.interrupted() && !isOpen()) {
                return false;
            }
        }
        ticket.reads();
        return isOpen();
    }
}
