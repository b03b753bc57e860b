package org.flyte.dataproxy.logs;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.logs.live.FollowedLogs;
import org.flyte.dataproxy.logs.pod.PodLookup;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.platform.podlogs.PodLogSource;
import org.flyte.platform.storage.ObjectStore;

/** Makes the sources of log streams as configured. */
@ApplicationScoped
class LogSourcesProducer {
    private final DataProxyConfig.Logs config;
    private final PodLookup pods;
    private final PodLogSource podLogs;

    LogSourcesProducer(DataProxyConfig config, PodLookup pods, PodLogSource podLogs) {
        this.config = config.logs();
        this.pods = pods;
        this.podLogs = podLogs;
    }

    @Produces
    @Singleton
    LogSources sources(
            RunsClient runs, ObjectStore store, BlockingExecutor blocking, Clock clock, MeterRegistry meters) {
        int maxLine = (int) config.maxLine().asLongValue();
        FollowedLogs followed = new FollowedLogs(
                podLogs, blocking, maxLine, (int) config.sharedBuffer().asLongValue());
        Gauge.builder("flyte.dataproxy.log.upstreams", followed, FollowedLogs::count)
                .description("Log streams of containers that are open upstream now")
                .register(meters);
        return new LogSources(
                new ActionPods(config.namespaces(), pods),
                podLogs,
                followed,
                new ArchivedLogs(runs, store, clock),
                config.tailLines(),
                maxLine,
                config.archiveWait());
    }
}
