package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.ExecutorClock;
import org.flyte.executor.config.ExecutorConfig;
import org.jboss.logging.Logger;

/**
 * Deletes the TaskActions of a run, and with them its pods, some time after its root has ended (executor spec §3.10):
 * all at once, and never while one of them lives. Each goes only when its events are at the broker, like any that is
 * deleted.
 */
@ApplicationScoped
class Collector {
    private static final Logger LOG = Logger.getLogger(Collector.class);
    /** Index of the cached TaskActions by their run. */
    static final String BY_RUN = "run";

    private static final Duration WHILE_OTHERS_LIVE = Duration.ofMinutes(1);
    private static final List<String> OF_RUN = List.of(Names.LABEL_PROJECT, Names.LABEL_DOMAIN, Names.LABEL_RUN);

    private final KubernetesClient client;
    private final ExecutorConfig config;
    private final Clock clock;

    Collector(KubernetesClient client, ExecutorConfig config, @ExecutorClock Clock clock) {
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    /**
     * How long until the action must be looked at again; empty unless it is a root that has ended.
     *
     * @param byRun the TaskActions with a value in the index {@link #BY_RUN}
     */
    Optional<Duration> collect(TaskAction action, Function<String, List<TaskAction>> byRun) {
        Duration retention = config.retention();
        if (retention.isZero() || !isRoot(action) || !StatusView.isTerminal(action)) {
            return Optional.empty();
        }
        Instant due = StatusView.endedAt(action).plus(retention);
        if (due.isAfter(clock.instant())) {
            return Waits.until(due, clock);
        }
        if (!byRun.apply(runOf(action)).stream().allMatch(StatusView::isTerminal)) {
            return Optional.of(WHILE_OTHERS_LIVE);
        }
        client.resources(TaskAction.class)
                .inNamespace(action.getMetadata().getNamespace())
                .withLabels(labels(action))
                .delete();
        LOG.infof("run collected: run=%s", action.getSpec().runName);
        return Optional.empty();
    }

    /** The value of an action in the index {@link #BY_RUN}. */
    static String runOf(TaskAction action) {
        Map<String, String> labels = labels(action);
        return action.getMetadata().getNamespace()
                + OF_RUN.stream().map(name -> "/" + labels.get(name)).collect(Collectors.joining());
    }

    private static boolean isRoot(TaskAction action) {
        return Names.ROOT_ACTION.equals(action.getSpec().actionName);
    }

    private static Map<String, String> labels(TaskAction action) {
        Map<String, String> labels = action.getMetadata().getLabels();
        return OF_RUN.stream()
                .collect(Collectors.toMap(name -> name, name -> labels == null ? "" : labels.getOrDefault(name, "")));
    }
}
