package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
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
     * How long until the action must be reconciled again; empty unless it is a root that has ended. An action made by hand, in
     * whose run there is no root and which names no parent, counts as one.
     *
     * @param byRun the TaskActions with a value in the index {@link #BY_RUN}
     */
    Optional<Duration> clean(TaskAction action, Function<String, List<TaskAction>> byRun) {
        Duration retention = config.retention();
        if (retention.isZero() || !statuses.isTerminal(action)) {
            return Optional.empty();
        }
        List<TaskAction> run = byRun.apply(runOf(action));
        if (!decides(action, run)) {
            return Optional.empty();
        }
        Duration left =
                Duration.between(clock.instant(), statuses.endedAt(action).plus(retention));
        if (left.isPositive()) {
            return Optional.of(left);
        }
        if (!run.stream().allMatch(statuses::isTerminal)) {
            return Optional.of(WHILE_OTHERS_RUN);
        }
        delete(action, run);
        LOG.info("TaskActions of a finished run deleted");
        return Optional.empty();
    }

    /** One request, unless one of them has not the labels of its run. */
    private void delete(TaskAction root, List<TaskAction> run) {
        if (run.stream().allMatch(FinishedRunCleaner::isLabelled)) {
            client.resources(TaskAction.class)
                    .inNamespace(root.getMetadata().getNamespace())
                    .withLabels(labels(root))
                    .delete();
        } else {
            run.forEach(action -> client.resource(action).delete());
        }
    }

    /** The value of an action in the index {@link #BY_RUN}. */
    static String runOf(TaskAction action) {
        return action.getMetadata().getNamespace() + "/"
                + String.join("/", labels(action).values());
    }

    private static boolean decides(TaskAction action, List<TaskAction> run) {
        return isRoot(action)
                || (action.getSpec().parentActionName == null && run.stream().noneMatch(FinishedRunCleaner::isRoot));
    }

    private static boolean isRoot(TaskAction action) {
        return ActionKey.ROOT.equals(action.getSpec().actionName);
    }

    private static boolean isLabelled(TaskAction action) {
        Map<String, String> labels = action.getMetadata().getLabels();
        return labels != null && labels.entrySet().containsAll(labels(action).entrySet());
    }

    /** Those that all actions of its run have; one made by hand may lack them. */
    private static SequencedMap<String, String> labels(TaskAction action) {
        TaskActionSpec spec = action.getSpec();
        SequencedMap<String, String> labels = new LinkedHashMap<>();
        labels.put(Names.LABEL_PROJECT, spec.project);
        labels.put(Names.LABEL_DOMAIN, spec.domain);
        labels.put(Names.LABEL_RUN, spec.runName);
        return labels;
    }
}
