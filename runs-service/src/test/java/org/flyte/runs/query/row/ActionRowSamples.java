package org.flyte.runs.query.row;

import java.time.Instant;
import java.util.Map;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionType;
import org.flyte.platform.model.ActionKey;

/** Rows for tests of pure rules. */
public final class ActionRowSamples {
    private ActionRowSamples() {}

    public static ActionRow row(String name, String parent, ActionPhase phase, long version) {
        return row(name, parent, phase, version, 1, 0);
    }

    public static ActionRow row(
            String name, String parent, ActionPhase phase, long version, int attempts, long createdAt) {
        ActionRow.Trigger noTrigger = new ActionRow.Trigger(null, null, null, null);
        return new ActionRow(
                new ActionKey("flytesnacks", "development", "r1", name),
                parent,
                new ActionRow.Progress(phase.getNumber(), attempts, 0),
                new ActionRow.Timing(Instant.ofEpochSecond(createdAt), Instant.ofEpochSecond(createdAt), null, null),
                version,
                new ActionRow.Kind(ActionType.ACTION_TYPE_TASK_VALUE, null, "pkg.work", "", null),
                new ActionRow.Task("flytesnacks", "development", "pkg." + name, "v1", "python", ""),
                new ActionRow.Lineage(null, null),
                parent == null ? new ActionRow.Origin("RUN_SOURCE_CLI", null, Map.of(), noTrigger) : null,
                false);
    }
}
