package org.flyte.runs.query.rule;

import static org.flyte.runs.query.rule.Times.timestamp;

import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.common.TriggerIdentifier;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.task.TriggerAutomationSpecType;
import org.flyte.idl.workflow.Action;
import org.flyte.idl.workflow.ActionMetadata;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.ConditionActionMetadata;
import org.flyte.idl.workflow.Run;
import org.flyte.idl.workflow.RunSource;
import org.flyte.idl.workflow.TaskActionMetadata;
import org.flyte.idl.workflow.TraceActionMetadata;
import org.flyte.runs.query.ActionRow;

/** What clients see of a row: the same in lists, details and watches (runs spec §7). */
public final class ActionProjection {
    private ActionProjection() {}

    public static Run run(ActionRow row) {
        Run.Builder run = Run.newBuilder().setAction(action(row));
        if (row.origin() != null) {
            run.putAllLabels(row.origin().labels());
        }
        return run.build();
    }

    public static Action action(ActionRow row) {
        return Action.newBuilder()
                .setId(ActionIdentifier.newBuilder()
                        .setRun(RunIdentifier.newBuilder()
                                .setProject(row.project())
                                .setDomain(row.domain())
                                .setName(row.run()))
                        .setName(row.name()))
                .setMetadata(metadata(row))
                .setStatus(status(row))
                .build();
    }

    public static ActionStatus status(ActionRow row) {
        ActionStatus.Builder status = ActionStatus.newBuilder()
                .setPhaseValue(row.phaseNumber())
                .setStartTime(timestamp(row.createdAt()))
                .setAttempts(row.attempts());
        CatalogCacheStatus cache = CatalogCacheStatus.forNumber(row.cacheStatus());
        if (cache != null) {
            status.setCacheStatus(cache);
        }
        if (row.endedAt() != null) {
            status.setEndTime(timestamp(row.endedAt()));
        }
        if (row.durationMs() != null) {
            status.setDurationMs(Math.max(0, row.durationMs()));
        }
        return status.build();
    }

    public static ActionMetadata metadata(ActionRow row) {
        ActionMetadata.Builder metadata = ActionMetadata.newBuilder()
                .setActionTypeValue(row.actionType())
                .setFuntionName(row.functionName())
                .setEnvironmentName(row.environmentName());
        if (row.parent() != null) {
            metadata.setParent(row.parent());
        }
        if (row.group() != null) {
            metadata.setGroup(row.group());
        }
        if (row.relation() != null) {
            metadata.setRelation(row.relation());
        }
        if (row.recoveredFrom() != null) {
            metadata.setRecoveredFrom(row.recoveredFrom());
        }
        if (row.origin() != null) {
            addOrigin(metadata, row);
        }
        addSpec(metadata, row);
        return metadata.build();
    }

    /** The short name of a task: its own, else the last segment of the full one. */
    public static String shortName(ActionRow row) {
        ActionRow.Task task = row.task();
        if (!task.shortName().isEmpty()) {
            return task.shortName();
        }
        return task.name() == null ? "" : task.name().substring(task.name().lastIndexOf('.') + 1);
    }

    private static void addOrigin(ActionMetadata.Builder metadata, ActionRow row) {
        ActionRow.Origin origin = row.origin();
        metadata.setSource(sourceOf(origin.source()));
        if (origin.createdBy() != null) {
            metadata.setExecutedBy(origin.createdBy());
        }
        if (origin.triggerName() != null) {
            metadata.setTriggerName(origin.triggerName())
                    .setTriggerId(TriggerIdentifier.newBuilder()
                            .setName(TriggerName.newBuilder()
                                    .setProject(row.project())
                                    .setDomain(row.domain())
                                    .setName(origin.triggerName())
                                    .setTaskName(origin.triggerTaskName() == null ? "" : origin.triggerTaskName()))
                            .setRevision(origin.triggerRevision() == null ? 0 : origin.triggerRevision()));
        }
        if (origin.triggerType() != null) {
            metadata.setTriggerType(TriggerAutomationSpec.newBuilder().setType(triggerTypeOf(origin.triggerType())));
        }
    }

    private static void addSpec(ActionMetadata.Builder metadata, ActionRow row) {
        switch (row.type()) {
            case ACTION_TYPE_TASK -> metadata.setTask(task(row));
            case ACTION_TYPE_TRACE ->
                metadata.setTrace(TraceActionMetadata.newBuilder().setName(shownName(row)));
            case ACTION_TYPE_CONDITION -> {
                ConditionActionMetadata.Builder condition =
                        ConditionActionMetadata.newBuilder().setName(shownName(row));
                if (row.condition() != null && row.condition().hasType()) {
                    condition.setType(row.condition().getType());
                }
                metadata.setCondition(condition);
            }
            case ACTION_TYPE_UNSPECIFIED, UNRECOGNIZED -> {}
        }
    }

    private static TaskActionMetadata task(ActionRow row) {
        ActionRow.Task task = row.task();
        TaskActionMetadata.Builder metadata =
                TaskActionMetadata.newBuilder().setTaskType(task.type()).setShortName(shortName(row));
        if (task.name() != null) {
            metadata.setId(TaskIdentifier.newBuilder()
                    .setProject(task.project() == null ? row.project() : task.project())
                    .setDomain(task.domain() == null ? row.domain() : task.domain())
                    .setName(task.name())
                    .setVersion(task.version() == null ? "" : task.version()));
        }
        return metadata.build();
    }

    private static String shownName(ActionRow row) {
        return row.functionName().isEmpty() && row.task().name() != null
                ? row.task().name()
                : row.functionName();
    }

    private static RunSource sourceOf(String name) {
        for (RunSource source : RunSource.values()) {
            if (source.name().equals(name)) {
                return source;
            }
        }
        return RunSource.RUN_SOURCE_UNSPECIFIED;
    }

    private static TriggerAutomationSpecType triggerTypeOf(String name) {
        for (TriggerAutomationSpecType type : TriggerAutomationSpecType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return TriggerAutomationSpecType.TYPE_UNSPECIFIED;
    }
}
