package org.flyte.runs.query.row;

import java.time.Instant;
import java.util.Map;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.Relation;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;

/**
 * An action as lists and watches need it: no column that grows with the task.
 *
 * <p>A null means that the column is null; {@code parent == null} makes it the root, which is the run.
 *
 * @param changeSeq orders changes of rows: of two versions of a row the higher one is newer
 * @param origin of roots only
 * @param tracked whether its run is executed by a client, which only reports it
 */
public record ActionRow(
        ActionKey key,
        String parent,
        Progress progress,
        Timing timing,
        long changeSeq,
        Kind kind,
        Task task,
        Lineage lineage,
        Origin origin,
        boolean tracked) {

    /**
     * How far the action has come.
     *
     * @param phase wire number of an ActionPhase, kept when this version does not know it
     * @param cacheStatus wire number of a CatalogCacheStatus
     */
    public record Progress(int phase, int attempts, int cacheStatus) {}

    /** When it was created and changed and, once it has ended, when it ended and how long it took. */
    public record Timing(Instant createdAt, Instant updatedAt, Instant endedAt, Long durationMs) {}

    /**
     * What kind of action it is.
     *
     * @param type wire number of an ActionType
     * @param condition of conditions only
     */
    public record Kind(
            int type, String group, String functionName, String environmentName, ConditionAction condition) {}

    /** Which task an action runs; of traces and conditions {@code name} is the name shown. */
    public record Task(String project, String domain, String name, String version, String type, String shortName) {
        /** The task's own short name, else the last segment of the full one. */
        public String displayName() {
            if (!shortName.isEmpty()) {
                return shortName;
            }
            return name == null ? "" : name.substring(name.lastIndexOf('.') + 1);
        }
    }

    /** What the action has to do with other runs. */
    public record Lineage(Relation relation, ActionIdentifier recoveredFrom) {}

    /** How a run came to be. */
    public record Origin(String source, EnrichedIdentity createdBy, Map<String, String> labels, Trigger trigger) {}

    /** The trigger that started a run; {@code name} is null when there is none, the type may be set nevertheless. */
    public record Trigger(String name, String taskName, Long revision, String type) {}

    public String name() {
        return key.name();
    }

    public boolean isRoot() {
        return parent == null;
    }

    public int phaseNumber() {
        return progress.phase();
    }

    public ActionPhase phase() {
        return ActionPhases.of(progress.phase());
    }

    public boolean hasEnded() {
        return ActionPhases.isTerminal(phase());
    }

    public int attempts() {
        return progress.attempts();
    }

    public ActionType type() {
        ActionType type = ActionType.forNumber(kind.type());
        return type == null ? ActionType.ACTION_TYPE_UNSPECIFIED : type;
    }

    public boolean isTask() {
        return kind.type() == ActionType.ACTION_TYPE_TASK_VALUE;
    }

    /** Of two versions of the same row the newer one. */
    public static ActionRow newer(ActionRow one, ActionRow other) {
        return one.changeSeq >= other.changeSeq ? one : other;
    }
}
