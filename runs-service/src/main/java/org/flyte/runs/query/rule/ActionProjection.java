package org.flyte.runs.query.rule;

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
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.query.row.ActionRow;

/** What clients see of a row: the same in lists, details and watches. */
public record ActionProjection(ActionRow row) {
    public Run run() {
        Run.Builder run = Run.newBuilder().setAction(action());
        if (row.origin() != null) {
            run.putAllLabels(row.origin().labels());
        }
        return run.build();
    }

    public Action action() {
        return Action.newBuilder()
                .setId(row.key().toProto())
                .setMetadata(metadata())
                .setStatus(status())
                .build();
    }

    /**
     * As a page of actions shows it: without the function name where the name of the task, trace or condition repeats it,
     * because big runs have tens of thousands of these.
     */
    public Action listed() {
        ActionMetadata metadata = metadata();
        boolean repeated = switch (metadata.getSpecCase()) {
            case TASK ->
                metadata.getFuntionName().equals(metadata.getTask().getId().getName());
            case TRACE -> metadata.getFuntionName().equals(metadata.getTrace().getName());
            case CONDITION ->
                metadata.getFuntionName().equals(metadata.getCondition().getName());
            case SPEC_NOT_SET -> false;
        };
        return Action.newBuilder()
                .setId(row.key().toProto())
                .setMetadata(repeated ? metadata.toBuilder().clearFuntionName().build() : metadata)
                .setStatus(status())
                .build();
    }

    public ActionStatus status() {
        ActionStatus.Builder status = ActionStatus.newBuilder()
                .setPhaseValue(row.phaseNumber())
                .setStartTime(ProtoTime.of(row.timing().createdAt()))
                .setAttempts(row.attempts());
        CatalogCacheStatus cache = CatalogCacheStatus.forNumber(row.progress().cacheStatus());
        if (cache != null) {
            status.setCacheStatus(cache);
        }
        if (row.timing().endedAt() != null) {
            status.setEndTime(ProtoTime.of(row.timing().endedAt()));
        }
        if (row.timing().durationMs() != null) {
            status.setDurationMs(Math.max(0, row.timing().durationMs()));
        }
        return status.build();
    }

    public ActionMetadata metadata() {
        ActionMetadata.Builder metadata = ActionMetadata.newBuilder()
                .setActionTypeValue(row.kind().type())
                .setFuntionName(row.kind().functionName())
                .setEnvironmentName(row.kind().environmentName());
        if (row.parent() != null) {
            metadata.setParent(row.parent());
        }
        if (row.kind().group() != null) {
            metadata.setGroup(row.kind().group());
        }
        if (row.lineage().relation() != null) {
            metadata.setRelation(row.lineage().relation());
        }
        if (row.lineage().recoveredFrom() != null) {
            metadata.setRecoveredFrom(row.lineage().recoveredFrom());
        }
        if (row.origin() != null) {
            addOrigin(metadata, row.origin());
        }
        addSpec(metadata);
        return metadata.build();
    }

    /** The name to show. */
    public String label() {
        String name = row.isTask() ? row.task().displayName() : displayName();
        return name.isEmpty() ? row.name() : name;
    }

    private void addOrigin(ActionMetadata.Builder metadata, ActionRow.Origin origin) {
        metadata.setSource(sourceOf(origin.source()));
        if (origin.createdBy() != null) {
            metadata.setExecutedBy(origin.createdBy());
        }
        ActionRow.Trigger trigger = origin.trigger();
        if (trigger.name() != null) {
            metadata.setTriggerName(trigger.name())
                    .setTriggerId(TriggerIdentifier.newBuilder()
                            .setName(TriggerName.newBuilder()
                                    .setProject(row.key().project())
                                    .setDomain(row.key().domain())
                                    .setName(trigger.name())
                                    .setTaskName(trigger.taskName() == null ? "" : trigger.taskName()))
                            .setRevision(trigger.revision() == null ? 0 : trigger.revision()));
        }
        if (trigger.type() != null) {
            metadata.setTriggerType(TriggerAutomationSpec.newBuilder().setType(triggerTypeOf(trigger.type())));
        }
    }

    private void addSpec(ActionMetadata.Builder metadata) {
        switch (row.type()) {
            case ACTION_TYPE_TASK -> metadata.setTask(task());
            case ACTION_TYPE_TRACE ->
                metadata.setTrace(TraceActionMetadata.newBuilder().setName(displayName()));
            case ACTION_TYPE_CONDITION -> {
                ConditionActionMetadata.Builder condition =
                        ConditionActionMetadata.newBuilder().setName(displayName());
                if (row.kind().condition() != null && row.kind().condition().hasType()) {
                    condition.setType(row.kind().condition().getType());
                }
                metadata.setCondition(condition);
            }
            case ACTION_TYPE_UNSPECIFIED, UNRECOGNIZED -> {}
        }
    }

    private TaskActionMetadata task() {
        ActionRow.Task task = row.task();
        TaskActionMetadata.Builder metadata =
                TaskActionMetadata.newBuilder().setTaskType(task.type()).setShortName(task.displayName());
        if (task.name() != null) {
            metadata.setId(TaskIdentifier.newBuilder()
                    .setProject(task.project() == null ? row.key().project() : task.project())
                    .setDomain(task.domain() == null ? row.key().domain() : task.domain())
                    .setName(task.name())
                    .setVersion(task.version() == null ? "" : task.version()));
        }
        return metadata.build();
    }

    /** The name shown for a trace or a condition. */
    private String displayName() {
        String function = row.kind().functionName();
        return function.isEmpty() && row.task().name() != null ? row.task().name() : function;
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
