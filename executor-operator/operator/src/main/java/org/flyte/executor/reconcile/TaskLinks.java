package org.flyte.executor.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.executor.event.LinkVariables;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskLog;

/** The links that a task asks for itself, such as that of its experiment tracker. A pure function. */
final class TaskLinks {
    private static final int MAX_NAME = 128;
    private static final int MAX_URI = 2048;

    private TaskLinks() {}

    /** What the plugin reports, and the links of the task after its own, as far as there is room. */
    static Details addTo(Details details, TaskExecution execution, Optional<String> pod) {
        List<TaskLog> asked = execution.template().getMetadata().getLogLinksList();
        if (asked.isEmpty()) {
            return details;
        }
        LinkVariables variables = LinkVariables.of(execution.action(), execution.attempt(), pod);
        List<Link> links = new ArrayList<>(details.links());
        for (TaskLog link : asked) {
            if (links.size() < Details.MAX_LINKS) {
                link(link, variables).ifPresent(links::add);
            }
        }
        return details.with(links);
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
