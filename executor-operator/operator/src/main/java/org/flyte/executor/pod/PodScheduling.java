package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flyte.executor.config.PodConfig;
import org.flyte.executor.plugin.TaskExecution;

/** Sets node selector and requirements, tolerations, scheduler and service account of a pod. */
final class PodScheduling {
    private final PodConfig config;

    PodScheduling(PodConfig config) {
        this.config = config;
        config.interruptibleNodeRequirement().ifPresent(it -> check("interruptible-node-requirement", it));
        config.nonInterruptibleNodeRequirement().ifPresent(it -> check("non-interruptible-node-requirement", it));
    }

    private static void check(String key, PodConfig.NodeRequirementConfig requirement) {
        boolean valued = requirement.values().isPresent();
        String operator = operatorOf(requirement);
        boolean right = switch (operator) {
            case "In", "NotIn", "Gt", "Lt" -> valued;
            case "Exists", "DoesNotExist" -> !valued;
            default -> false;
        };
        if (!right) {
            throw new IllegalArgumentException(
                    "flyte.executor.pod.%s: operator '%s' %s values is no requirement on nodes"
                            .formatted(key, operator, valued ? "with" : "without"));
        }
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
        requestedResources(pod).forEach(resource -> tolerations.addAll(ofResource(resource)));
        tolerations.addAll(pod.buildTolerations());
        pod.withNodeSelector(selector).withTolerations(tolerations);
        (interruptible ? config.interruptibleNodeRequirement() : config.nonInterruptibleNodeRequirement())
                .ifPresent(requirement -> NodeRequirements.apply(pod, List.of(requirement(requirement))));
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

    /** Names of the resources that a container requests or has a limit for. */
    private static Set<String> requestedResources(PodSpecBuilder pod) {
        Set<String> names = new TreeSet<>();
        Stream.concat(pod.buildInitContainers().stream(), pod.buildContainers().stream())
                .map(Container::getResources)
                .filter(Objects::nonNull)
                .flatMap(resources -> Stream.of(resources.getRequests(), resources.getLimits()))
                .filter(Objects::nonNull)
                .forEach(amounts -> names.addAll(amounts.keySet()));
        return names;
    }

    private List<Toleration> ofResource(String resource) {
        List<Toleration> tolerations =
                new ArrayList<>(config.resourceTolerations().getOrDefault(resource, List.of()).stream()
                        .map(PodScheduling::toleration)
                        .toList());
        if (config.extendedResourceTolerations().orElse(List.of()).contains(resource)) {
            tolerations.add(new Toleration("NoSchedule", resource, "Exists", null, null));
        }
        return tolerations;
    }

    private static NodeSelectorRequirement requirement(PodConfig.NodeRequirementConfig configured) {
        return new NodeSelectorRequirement(
                configured.key(), operatorOf(configured), configured.values().orElse(null));
    }

    private static String operatorOf(PodConfig.NodeRequirementConfig configured) {
        return configured.operator().orElse("In");
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
