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
import org.flyte.dataproxy.Blocking;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.Ids;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.idl.dataproxy.TailLogsResponse;

/** Streams the output of an attempt's pods until they end (dataplane spec §1.5). */
@ApplicationScoped
public class TailLogs {
    private final DataProxyConfig.Logs config;
    private final RunsClient runs;
    private final PodLogs podLogs;
    private final Blocking blocking;
    private final OpenStreams streams;

    TailLogs(DataProxyConfig config, RunsClient runs, PodLogs podLogs, Blocking blocking, MeterRegistry meters) {
        this.config = config.logs();
        this.runs = runs;
        this.podLogs = podLogs;
        this.blocking = blocking;
        this.streams = new OpenStreams(config.logs().maxStreams());
        Gauge.builder("flyte.dataproxy.log.streams", streams, OpenStreams::count)
                .description("Log streams that are open now")
                .register(meters);
    }

    /** The stream; it is read no faster than it is asked for. */
    public Multi<TailLogsResponse> execute(TailLogsRequest request) {
        Ids.require("action_id", request.hasActionId(), request.getActionId());
        Ids.requireAttempt("attempt", request.getAttempt());
        return runs.logContext(request.getActionId(), request.getAttempt())
                .map(context -> LogTarget.select(context, request))
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
        OpenStreams.Ticket ticket = streams.open();
        client.onTermination(ticket::close);
        blocking.run(() -> {
            try (ticket;
                    LineReader lines = ticket.reads(open(target))) {
                new LogPump(target, oneOfMany, ticket::isOpen, client).run(lines);
                streams.checkGoing();
                client.complete();
            } catch (IOException | RuntimeException e) {
                if (!client.isCancelled()) {
                    client.fail(streams.isStopping() ? OpenStreams.stopping() : e);
                }
            }
        });
    }

    private LineReader open(LogTarget target) {
        var request = new PodLogs.Request(
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
