package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;

/**
 * The pod of a try in two parts: what tries of other actions may share, and what is of this one.
 *
 * @param pod without name, owner, and command of its primary container
 * @param primary name of the primary container
 * @param command of the primary container, with arguments and variables filled in
 * @param variables of the primary container that name the action, the attempt or the task
 */
public record WarmTask(PodTemplateSpec pod, String primary, List<String> command, Map<String, String> variables) {
    public WarmTask {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }
}
