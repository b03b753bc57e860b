package org.flyte.apps.logs;

import io.smallrye.mutiny.subscription.MultiEmitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.flyte.apps.logs.AppReplicas.Replica;
import org.flyte.idl.app.Identifier;
import org.flyte.idl.app.LogLines;
import org.flyte.idl.app.LogLinesBatch;
import org.flyte.idl.app.ReplicaIdentifier;
import org.flyte.idl.app.TailLogsResponse;
import org.flyte.idl.logs.dataplane.LogLineSource;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.podlogs.LineReader;
import org.flyte.platform.podlogs.LogLineParser;
import org.flyte.platform.podlogs.PodLogSource;

/** Sends the log of one replica to one client, as fast as the client takes it: nothing is buffered here. */
final class ReplicaLog {
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int BATCH = 100;
    private static final int TAIL = 1000;
    private static final Duration LONGEST_PARK = Duration.ofMillis(200);

    private final Replica replica;
    private final PodLogSource source;
    private final MultiEmitter<? super TailLogsResponse> client;
    private final Duration stallTimeout;
    private volatile LineReader open;

    ReplicaLog(
            Replica replica,
            PodLogSource source,
            MultiEmitter<? super TailLogsResponse> client,
            Duration stallTimeout) {
        this.replica = replica;
        this.source = source;
        this.client = client;
        this.stallTimeout = stallTimeout;
    }

    /**
     * Sends everything, to the end of the container or until the client has left.
     *
     * @throws org.flyte.platform.model.FlyteException.NotFound when there is no log yet
     */
    void send() {
        Thread reader = Thread.currentThread();
        client.onRequest(_ -> LockSupport.unpark(reader));
        PodLogSource.Request request = new PodLogSource.Request(
                replica.namespace(), replica.pod(), replica.container(), true, Optional.empty(), OptionalInt.of(TAIL));
        try (LineReader lines = new LineReader(source.open(request), LONGEST_LINE)) {
            open = lines;
            LogLines.Builder batch = empty();
            Optional<String> line;
            while (!client.isCancelled() && (line = lines.next()).isPresent()) {
                batch.addStructuredLines(LogLineParser.parse(line.get()));
                if (batch.getStructuredLinesCount() == BATCH || !lines.hasMore()) {
                    emit(batch);
                    batch = empty();
                }
            }
            emit(batch);
        } catch (IOException e) {
            if (!client.isCancelled()) {
                throw new Unavailable(e, "the log of replica %s cannot be read any more: try again", replica.pod());
            }
        }
    }

    /** Ends a read that waits. */
    void close() {
        LineReader reading = open;
        if (reading != null) {
            try {
                reading.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static ReplicaIdentifier id(Replica replica) {
        return ReplicaIdentifier.newBuilder()
                .setAppId(Identifier.newBuilder()
                        .setProject(replica.app().project())
                        .setDomain(replica.app().domain())
                        .setName(replica.app().name()))
                .setName(replica.pod())
                .build();
    }

    private LogLines.Builder empty() {
        return LogLines.newBuilder().setReplicaId(id(replica)).setSource(LogLineSource.LOG_LINE_SOURCE_LIVE);
    }

    private void emit(LogLines.Builder batch) {
        if (batch.getStructuredLinesCount() > 0 && awaitDemand()) {
            client.emit(TailLogsResponse.newBuilder()
                    .setBatches(LogLinesBatch.newBuilder().addLogs(batch))
                    .build());
        }
    }

    private boolean awaitDemand() {
        long deadline = System.nanoTime() + stallTimeout.toNanos();
        while (client.requested() == 0 && !client.isCancelled()) {
            if (System.nanoTime() > deadline) {
                throw new Exhausted(
                        "the stream was not read for %d s, the limit of flyte.apps.logs.stall-timeout: open it again",
                        stallTimeout.toSeconds());
            }
            LockSupport.parkNanos(LONGEST_PARK.toNanos());
        }
        return !client.isCancelled();
    }
}
