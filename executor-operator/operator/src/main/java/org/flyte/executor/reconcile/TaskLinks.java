package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.event.LinkVariables;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskLog;

/** The links that a task asks for: its own, such as that of its experiment tracker, and configured ones that it names. */
@ApplicationScoped
class TaskLinks {
    /** The setting of a task that names configured links, separated by commas. */
    private static final String LINK_TYPE = "link_type";

    private static final int MAX_NAME = 128;
    private static final int MAX_URI = 2048;

    private final Map<String, String> configured;

    TaskLinks(ExecutorConfig config) {
        this.configured = config.dynamicLogLinks();
    }

    /** What the plugin reports, and the links of the task after its own, as far as there is room. */
    Details addTo(Details details, TaskExecution execution, Optional<String> pod) {
        List<TaskLog> asked = asked(execution);
        if (asked.isEmpty()) {
            return details;
        }
        LinkVariables variables =
                LinkVariables.of(execution.action(), execution.attempt(), pod).with(execution.template());
        List<Link> links = new ArrayList<>(details.links());
        for (TaskLog link : asked) {
            if (links.size() < Details.MAX_LINKS) {
                link(link, variables).ifPresent(links::add);
            }
        }
        return details.with(links);
    }

    private List<TaskLog> asked(TaskExecution execution) {
        List<TaskLog> own = execution.template().getMetadata().getLogLinksList();
        String types = execution.template().getConfigMap().getOrDefault(LINK_TYPE, "");
        if (types.isBlank()) {
            return own;
        }
        Stream<TaskLog> named = Stream.of(types.split(","))
                .map(String::strip)
                .filter(configured::containsKey)
                .map(type -> TaskLog.newBuilder()
                        .setName(type)
                        .setUri(configured.get(type))
                        .build());
        return Stream.concat(own.stream(), named).toList();
    }

    private static Optional<Link> link(TaskLog asked, LinkVariables variables) {
        Link.Kind kind = asked.getLinkType() == TaskLog.LinkType.IDE ? Link.Kind.IDE : Link.Kind.DASHBOARD;
        return variables
                .fill(asked.getUri())
                .filter(uri -> !uri.isEmpty() && uri.length() <= MAX_URI)
                .filter(uri -> !asked.getName().isEmpty() && asked.getName().length() <= MAX_NAME)
                .map(uri -> new Link(asked.getName(), uri, kind));
    }
}
