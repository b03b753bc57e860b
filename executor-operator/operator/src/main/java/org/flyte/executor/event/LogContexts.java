package org.flyte.executor.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.crd.Names;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.core.TaskLog;

/** Locates the logs of an attempt: for TailLogs, and as links from configured templates. */
@ApplicationScoped
class LogContexts {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*\\.([A-Za-z]+)\\s*}}");

    private final Map<String, String> templates;

    LogContexts(ExecutorConfig config) {
        this.templates = config.logLinks();
    }

    /** The known context if it is of that pod; else one with the names of pod and primary container. */
    LogContext of(TaskAction action, String pod, Optional<LogContext> known) {
        return known.filter(context -> context.getPrimaryPodName().equals(pod))
                .orElseGet(() -> LogContext.newBuilder()
                        .setPrimaryPodName(pod)
                        .addPods(PodLogContext.newBuilder()
                                .setNamespace(action.getMetadata().getNamespace())
                                .setPodName(pod)
                                .setPrimaryContainerName(Names.PRIMARY_CONTAINER)
                                .addContainers(ContainerContext.newBuilder().setContainerName(Names.PRIMARY_CONTAINER)))
                        .build());
    }

    /** The configured links, without those that use an unknown variable. */
    List<TaskLog> links(TaskAction action, PhaseEntry entry) {
        Map<String, String> values = Map.of(
                "podname", entry.podName,
                "namespace", action.getMetadata().getNamespace(),
                "containername", Names.PRIMARY_CONTAINER,
                "runname", action.getSpec().runName,
                "executionname", action.getSpec().runName,
                "actionname", action.getSpec().actionName,
                "executionproject", action.getSpec().project,
                "executiondomain", action.getSpec().domain,
                "taskretryattempt", Integer.toString(entry.attempt - 1));
        return templates.entrySet().stream()
                .map(link -> TaskLog.newBuilder()
                        .setName(link.getKey())
                        .setUri(render(link.getValue(), values))
                        .setReady(true)
                        .build())
                .filter(link -> !link.getUri().contains("{{"))
                .toList();
    }

    /** A link of a kind that is not known is a link like others. */
    static TaskLog.LinkType linkType(String kind) {
        return switch (String.valueOf(kind)) {
            case "DASHBOARD" -> TaskLog.LinkType.DASHBOARD;
            case "IDE" -> TaskLog.LinkType.IDE;
            default -> TaskLog.LinkType.EXTERNAL;
        };
    }

    private static String render(String template, Map<String, String> values) {
        return VARIABLE.matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(
                        values.getOrDefault(match.group(1).toLowerCase(Locale.ROOT), match.group())));
    }
}
