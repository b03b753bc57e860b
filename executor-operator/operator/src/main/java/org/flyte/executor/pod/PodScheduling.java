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

/** Where a pod may run and as whom (executor spec §4.6). */
final class PodScheduling {
    private PodScheduling() {}

    static void apply(PodSpecBuilder pod, PodConfig config, TaskExecution execution) {
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
        String account = serviceAccount(pod.getServiceAccountName(), config, execution);
        if (account != null) {
            pod.withServiceAccountName(account);
        }
    }

    /** The run's choice, else the task's; after failures of infrastructure no longer. */
    private static boolean interruptible(TaskExecution execution) {
        Boolean run = execution.spec().interruptible;
        boolean wanted = run == null ? execution.template().getMetadata().getInterruptible() : run;
        return wanted && execution.lost() == 0;
    }

    private static String serviceAccount(String own, PodConfig config, TaskExecution execution) {
        String ofTask = execution.template().getSecurityContext().getRunAs().getK8SServiceAccount();
        return Stream.of(execution.spec().serviceAccount, own, ofTask)
                .filter(name -> name != null && !name.isEmpty())
                .findFirst()
                .or(config::serviceAccount)
                .orElse(null);
    }

    private static Toleration toleration(PodConfig.TolerationConfig config) {
        return new Toleration(
                config.effect().orElse(null),
                config.key().orElse(null),
                config.operator(),
                null,
                config.value().orElse(null));
    }
}
