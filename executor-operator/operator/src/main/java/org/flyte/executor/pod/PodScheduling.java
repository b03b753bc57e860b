package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.TaskExecution;

/** Sets node selector, tolerations, scheduler and service account of a pod. */
final class PodScheduling {
    private final PodConfig config;

    PodScheduling(PodConfig config) {
        this.config = config;
    }

    void apply(PodSpecBuilder pod, TaskExecution execution) {
        boolean interruptible = interruptible(execution);
        Map<String, String> selector = new LinkedHashMap<>(config.nodeSelector());
        if (pod.getNodeSelector() != null) {
            selector.putAll(pod.getNodeSelector());
        }
        if (interruptible) {
            selector.putAll(config.interruptibleNodeSelector());
        }
        List<Toleration> tolerations = new ArrayList<>(Stream.concat(
                        interruptible ? config.interruptibleTolerations().stream() : Stream.empty(),
                        config.tolerations().stream())
                .map(PodScheduling::toleration)
                .toList());
        tolerations.addAll(pod.buildTolerations());
        pod.withNodeSelector(selector).withTolerations(tolerations);
        if (pod.getSchedulerName() == null) {
            config.schedulerName().ifPresent(pod::withSchedulerName);
        }
        String account = serviceAccount(pod.getServiceAccountName(), execution);
        if (account != null) {
            pod.withServiceAccountName(account);
        }
    }

    /** As the run says, else as the task says; never again after infrastructure took a pod of the attempt away. */
    private static boolean interruptible(TaskExecution execution) {
        Boolean run = execution.spec().interruptible;
        boolean wanted = run == null ? execution.template().getMetadata().getInterruptible() : run;
        return wanted && execution.lost() == 0;
    }

    private String serviceAccount(String own, TaskExecution execution) {
        String ofTask = execution.template().getSecurityContext().getRunAs().getK8SServiceAccount();
        return Stream.of(execution.spec().serviceAccount, own, ofTask)
                .filter(name -> name != null && !name.isEmpty())
                .findFirst()
                .or(config::serviceAccount)
                .orElse(null);
    }

    private static Toleration toleration(PodConfig.TolerationConfig configured) {
        return new Toleration(
                configured.effect().orElse(null),
                configured.key().orElse(null),
                configured.operator(),
                null,
                configured.value().orElse(null));
    }
}
