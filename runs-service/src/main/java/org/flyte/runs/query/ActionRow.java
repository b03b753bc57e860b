package org.flyte.runs.query;

import java.time.Instant;
import java.util.Map;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.Relation;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.ConditionAction;

/**
 * An action as lists and watches need it: no blob that grows with the task (runs spec §2.1, §7).
 *
 * <p>A null means that the column is null; {@code parent == null} makes it the root, which is the run.
 *
 * @param changeSeq orders changes of rows: of two versions of a row the higher one is newer
 * @param condition of conditions only
 */
public record ActionRow(
        String project,
        String domain,
        String run,
        String name,
        String parent,
        int phaseNumber,
        int attempts,
        int cacheStatus,
        Instant createdAt,
        Instant updatedAt,
        Instant endedAt,
        Long durationMs,
        long changeSeq,
        int actionType,
        String group,
        String functionName,
        String environmentName,
        Task task,
        Origin origin,
        Relation relation,
        ActionIdentifier recoveredFrom,
        ConditionAction condition) {

    /** Which task an action runs; of traces and conditions {@code name} is the name shown. */
    public record Task(String project, String domain, String name, String version, String type, String shortName) {}

    /** How a run came to be; of roots only. */
    public record Origin(
            String source,
            EnrichedIdentity createdBy,
            Map<String, String> labels,
            String triggerName,
            String triggerTaskName,
            Long triggerRevision,
            String triggerType) {}

    public boolean isRoot() {
        return parent == null;
    }

    public ActionPhase phase() {
        return phaseOf(phaseNumber);
    }

    public ActionType type() {
        ActionType type = ActionType.forNumber(actionType);
        return type == null ? ActionType.ACTION_TYPE_UNSPECIFIED : type;
    }

    private static ActionPhase phaseOf(int number) {
        ActionPhase phase = ActionPhase.forNumber(number);
        return phase == null ? ActionPhase.ACTION_PHASE_UNSPECIFIED : phase;
    }
}
