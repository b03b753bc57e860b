package org.flyte.dataproxy.logs;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.dataproxy.TailLogsResponse;

/** Streams the output of an attempt's pods until they end. */
@ApplicationScoped
public class TailLogs {
    private final DataProxyConfig.Logs config;
    private final RunsClient runs;
    private final PodLogSource podLogs;
    private final BlockingExecutor blocking;
    private final LogStreams streams;

    TailLogs(
            DataProxyConfig config,
            RunsClient runs,
            PodLogSource podLogs,
            BlockingExecutor blocking,
            MeterRegistry meters) {
        this.config = config.logs();
        this.runs = runs;
        this.podLogs = podLogs;
        this.blocking = blocking;
        this.streams = new LogStreams(config.logs().maxStreams());
        Gauge.builder("flyte.dataproxy.log.streams", streams, LogStreams::count)
                .description("Log streams that are open now")
                .register(meters);
    }

    /** The stream, with back-pressure: logs are read as fast as the client takes them. */
    public Multi<TailLogsResponse> execute(LogSelection selection) {
        return runs.logContext(selection.action(), selection.attempt())
                .map(selection::targets)
                .onItem()
                .transformToMulti(targets -> stream(targets));
    }

    private Multi<TailLogsResponse> stream(List<LogTarget> targets) {
        if (targets.size() == 1) {
            return stream(targets.getFirst(), false);
        }
        return Multi.createBy()
                .merging()
                .withConcurrency(targets.size())
                .streams(targets.stream().map(target -> stream(target, true)).toList());
    }

    private Multi<TailLogsResponse> stream(LogTarget target, boolean oneOfMany) {
        return Multi.createFrom().emitter(client -> start(target, oneOfMany, client), BackPressureStrategy.BUFFER);
    }

    private void start(LogTarget target, boolean oneOfMany, MultiEmitter<? super TailLogsResponse> client) {
        LogStreams.Ticket ticket = streams.open();
        client.onTermination(ticket::close);
        blocking.run(() -> {
            try (ticket;
                    LineReader lines = ticket.register(open(target))) {
                new LogPump(target, oneOfMany, ticket::isOpen, client).run(lines);
                streams.checkRunning();
                client.complete();
            } catch (IOException | RuntimeException e) {
                if (!client.isCancelled()) {
                    client.fail(streams.isShuttingDown() ? LogStreams.shuttingDown() : e);
                }
            }
        });
    }

    private LineReader open(LogTarget target) {
        var request = new PodLogSource.Request(
                target.namespace(),
                target.pod(),
                target.container(),
                true,
                target.startedAt(),
                target.startedAt().isPresent() ? OptionalInt.empty() : OptionalInt.of(config.tailLines()));
        return new LineReader(podLogs.open(request), (int) config.maxLine().asLongValue());
    }

    void stop(@Observes ShutdownEvent event) {
        streams.stop();
    }
}
