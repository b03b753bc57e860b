package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.TaskExecution;

/** Remembers what a plugin has reported with its last answer about a try, until the action has ended. */
@ApplicationScoped
class PluginDetails {
    private final Map<String, Known> byUid = new ConcurrentHashMap<>();

    private record Known(String tryName, Details details) {}

    void reported(TaskExecution execution, Details details) {
        if (details.equals(Details.NONE)) {
            byUid.remove(execution.uid());
        } else {
            byUid.put(execution.uid(), new Known(execution.objectName(), details));
        }
    }

    /** Nothing when the plugin has reported nothing of this try. */
    Details of(TaskExecution execution) {
        Known known = byUid.get(execution.uid());
        return known != null && known.tryName().equals(execution.objectName()) ? known.details() : Details.NONE;
    }

    /** The action has ended. */
    void end(TaskExecution execution) {
        byUid.remove(execution.uid());
    }
}
