package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.platform.model.ActionKey;
import org.jboss.logging.Logger;

/**
 * Deletes the TaskActions of a run, and with them its pods, some time after its root has ended: all at once, and never
 * while one of them has not ended. Their finalizers hold them until the broker has their events.
 */
@ApplicationScoped
class FinishedRunCleaner {
    private static final Logger LOG = Logger.getLogger(FinishedRunCleaner.class);
    /** Index of the cached TaskActions by their run. */
    static final String BY_RUN = "run";

    private static final Duration WHILE_OTHERS_RUN = Duration.ofMinutes(1);
    private static final List<String> OF_RUN = List.of(Names.LABEL_PROJECT, Names.LABEL_DOMAIN, Names.LABEL_RUN);

    private final KubernetesClient client;
    private final ExecutorConfig config;
    private final StatusStore statuses;
    private final Clock clock;

    FinishedRunCleaner(KubernetesClient client, ExecutorConfig config, StatusStore statuses, Clock clock) {
        this.client = client;
        this.config = config;
        this.statuses = statuses;
        this.clock = clock;
    }

    /**
     * How long until the action must be reconciled again; empty unless it is a root that has ended.
     *
     * @param byRun the TaskActions with a value in the index {@link #BY_RUN}
     */
    Optional<Duration> clean(TaskAction action, Function<String, List<TaskAction>> byRun) {
        Duration retention = config.retention();
        if (retention.isZero() || !isRoot(action) || !statuses.isTerminal(action)) {
            return Optional.empty();
        }
        Duration left =
                Duration.between(clock.instant(), statuses.endedAt(action).plus(retention));
        if (left.isPositive()) {
            return Optional.of(left);
        }
        if (!byRun.apply(runOf(action)).stream().allMatch(statuses::isTerminal)) {
            return Optional.of(WHILE_OTHERS_RUN);
        }
        client.resources(TaskAction.class)
                .inNamespace(action.getMetadata().getNamespace())
                .withLabels(labels(action))
                .delete();
        LOG.info("TaskActions of a finished run deleted");
        return Optional.empty();
    }

    /** The value of an action in the index {@link #BY_RUN}. */
    static String runOf(TaskAction action) {
        Map<String, String> labels = labels(action);
        return action.getMetadata().getNamespace()
                + OF_RUN.stream().map(name -> "/" + labels.get(name)).collect(Collectors.joining());
    }

    private static boolean isRoot(TaskAction action) {
        return ActionKey.ROOT.equals(action.getSpec().actionName);
    }

    private static Map<String, String> labels(TaskAction action) {
        Map<String, String> labels = action.getMetadata().getLabels();
        return OF_RUN.stream()
                .collect(Collectors.toMap(name -> name, name -> labels == null ? "" : labels.getOrDefault(name, "")));
    }
}
