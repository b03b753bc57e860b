package org.flyte.dataproxy.logs;

import io.smallrye.mutiny.subscription.MultiEmitter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.flyte.idl.dataproxy.TailLogsResponse;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Carries the lines of one container to one client, on a thread of its own. Lines that arrive together go as one
 * response; when the client does not keep up, reading pauses, so nothing is buffered here.
 */
final class LogPump {
    private static final int BATCH = 100;
    private static final long PAUSE = Duration.ofMillis(10).toNanos();

    private final LogTarget target;
    private final boolean oneOfMany;
    private final BooleanSupplier isOpen;
    private final MultiEmitter<? super TailLogsResponse> client;

    LogPump(
            LogTarget target,
            boolean oneOfMany,
            BooleanSupplier isOpen,
            MultiEmitter<? super TailLogsResponse> client) {
        this.target = target;
        this.oneOfMany = oneOfMany;
        this.isOpen = isOpen;
        this.client = client;
    }

    /** Reads to the end, or until the client disconnects. */
    void run(LineReader lines) {
        List<LogLine> batch = new ArrayList<>(BATCH);
        try {
            Optional<String> line;
            while (isOpen.getAsBoolean() && (line = lines.next()).isPresent()) {
                batch.add(parsed(line.get()));
                if (batch.size() == BATCH || !lines.hasMore()) {
                    send(batch);
                }
            }
            send(batch);
        } catch (IOException e) {
            throw new Unavailable(e, "the log stream of pod %s broke: try again", target.pod());
        }
    }

    private LogLine parsed(String line) {
        LogLine parsed = LogLineParser.parse(line);
        return oneOfMany ? parsed.toBuilder().setShortPodName(target.pod()).build() : parsed;
    }

    private void send(List<LogLine> batch) {
        if (batch.isEmpty()) {
            return;
        }
        while (client.requested() == 0 && isOpen.getAsBoolean()) {
            LockSupport.parkNanos(PAUSE);
        }
        TailLogsResponse.Logs.Builder logs = TailLogsResponse.Logs.newBuilder().addAllLines(batch);
        if (oneOfMany) {
            logs.setContainer(target.identifier());
        }
        client.emit(TailLogsResponse.newBuilder().addLogs(logs).build());
        batch.clear();
    }
}
