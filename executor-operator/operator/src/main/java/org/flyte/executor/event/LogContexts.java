package org.flyte.executor.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        LinkVariables variables = LinkVariables.of(action, entry.attempt, Optional.of(entry.podName));
        List<TaskLog> links = new ArrayList<>();
        templates.forEach((name, template) -> variables
                .fill(template)
                .ifPresent(uri -> links.add(TaskLog.newBuilder()
                        .setName(name)
                        .setUri(uri)
                        .setReady(true)
                        .build())));
        return links;
    }

    /** A link of a kind that is not known is a link like others. */
    static TaskLog.LinkType linkType(String kind) {
        return switch (String.valueOf(kind)) {
            case "DASHBOARD" -> TaskLog.LinkType.DASHBOARD;
            case "IDE" -> TaskLog.LinkType.IDE;
            default -> TaskLog.LinkType.EXTERNAL;
        };
    }
}
