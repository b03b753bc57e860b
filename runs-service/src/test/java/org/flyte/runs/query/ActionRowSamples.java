package org.flyte.runs.query;

import java.time.Instant;
import java.util.Map;
import org.flyte.idl.common.ActionPhase;

/** Rows for tests of pure rules. */
public final class ActionRowSamples {
    private ActionRowSamples() {}

    public static ActionRow row(String name, String parent, ActionPhase phase, long version) {
        return row(name, parent, phase, version, 1, 0);
    }

    public static ActionRow row(
            String name, String parent, ActionPhase phase, long version, int attempts, long createdAt) {
        return new ActionRow(
                "flytesnacks",
                "development",
                "r1",
                name,
                parent,
                phase.getNumber(),
                attempts,
                0,
                Instant.ofEpochSecond(createdAt),
                Instant.ofEpochSecond(createdAt),
                null,
                null,
                version,
                1,
                null,
                "pkg.work",
                "",
                new ActionRow.Task("flytesnacks", "development", "pkg." + name, "v1", "python", ""),
                parent == null ? new ActionRow.Origin("RUN_SOURCE_CLI", null, Map.of(), null, null, null, null) : null,
                null,
                null,
                null);
    }
}
