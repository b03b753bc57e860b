package org.flyte.runs.watch.rule;

import java.util.stream.Stream;
import org.flyte.runs.query.row.ActionRow;

/**
 * The task whose runs form a group.
 *
 * @param project of the task; empty when the run has no task id
 * @param task its name, else its short name, else that of its function, else of the action
 */
public record GroupKey(String project, String domain, String task) {
    /** The group of a run. */
    public static GroupKey of(ActionRow root) {
        ActionRow.Task task = root.task();
        return new GroupKey(
                orEmpty(task.project()),
                orEmpty(task.domain()),
                Stream.of(orEmpty(task.name()), task.shortName(), root.kind().functionName(), root.name())
                        .filter(name -> !name.isEmpty())
                        .findFirst()
                        .orElseThrow());
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
