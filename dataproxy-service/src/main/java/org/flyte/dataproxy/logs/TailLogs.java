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
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.dataproxy.TailLogsResponse;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Streams the output of an attempt's containers until they end, or what is archived of it. */
@ApplicationScoped
public class TailLogs {
    private final DataProxyConfig.Logs config;
    private final RunsClient runs;
    private final LogSources sources;
    private final BlockingExecutor blocking;
    private final LogStreams streams;

    TailLogs(
            DataProxyConfig config,
            RunsClient runs,
            LogSources sources,
            BlockingExecutor blocking,
            MeterRegistry meters) {
        this.config = config.logs();
        this.runs = runs;
        this.sources = sources;
        this.blocking = blocking;
        this.streams = new LogStreams(config.logs().maxStreams(), config.logs().evictAfter());
        Gauge.builder("flyte.dataproxy.log.streams", streams, LogStreams::count)
                .description("Log streams that are open now")
                .register(meters);
    }

    /** The stream, with back-pressure: logs are read as fast as the client takes them. */
    public Multi<TailLogsResponse> execute(LogSelection selection) {
        return runs.logContext(selection.action(), selection.attempt())
                .map(selection::targets)
                .onItem()
                .transformToMulti(targets -> stream(selection, targets));
    }

    private Multi<TailLogsResponse> stream(LogSelection selection, List<LogTarget> targets) {
        if (targets.size() == 1) {
            return stream(selection, targets.getFirst(), selection.allPods());
        }
        return Multi.createBy()
                .merging()
                .withConcurrency(targets.size())
                .streams(targets.stream()
                        .map(target -> stream(selection, target, true))
                        .toList());
    }

    private Multi<TailLogsResponse> stream(LogSelection selection, LogTarget target, boolean oneOfMany) {
        return Multi.createFrom()
                .emitter(client -> start(selection, target, oneOfMany, client), BackPressureStrategy.BUFFER);
    }

    private void start(
            LogSelection selection,
            LogTarget target,
            boolean oneOfMany,
            MultiEmitter<? super TailLogsResponse> client) {
        LogStreams.Ticket ticket = streams.open();
        client.onTermination(ticket::close);
        blocking.run(() -> {
            try (ticket) {
                LogDelivery delivery = new LogDelivery(target, oneOfMany, ticket, client, config.stallTimeout());
                new ContainerLogStream(sources, selection, target, ticket, delivery).run();
                end(ticket, client, null);
            } catch (IOException e) {
                end(ticket, client, new Unavailable(e, "the log stream of pod %s broke: try again", target.pod()));
            } catch (InterruptedException e) {
                end(ticket, client, new Unavailable(e, "the log stream was interrupted: try again"));
            } catch (RuntimeException e) {
                end(ticket, client, e);
            }
        });
    }

    /** A stream that the server has ended fails with its reason, whatever it has come to. */
    private static void end(
            LogStreams.Ticket ticket, MultiEmitter<? super TailLogsResponse> client, RuntimeException failure) {
        Throwable reason = ticket.reason().map(RuntimeException.class::cast).orElse(failure);
        if (client.isCancelled()) {
            return;
        }
        if (reason == null) {
            client.complete();
        } else {
            client.fail(reason);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        streams.stop();
    }
}
