package org.flyte.runs.action;

import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.ActionKey;
import java.time.Instant;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.idl.workflow.TraceAction;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.ActionPhases;

/** Reads children out of RecordAction; what is wrong is InvalidArgument naming the field. */
final class NewActions {
    private NewActions() {}

    static NewAction of(RecordActionRequest request, Instant now) {
        ActionKey key = RequestFields.action("action_id", request.getActionId());
        if (request.getParent().isEmpty() && !key.isRoot()) {
            throw new InvalidArgument("parent is required: only the root action %s has none", ActionKey.ROOT);
        }
        if (request.getParent().equals(key.name())) {
            throw new InvalidArgument("parent must not be the action itself");
        }
        return switch (request.getSpecCase()) {
            case TASK -> task(key, request, now);
            case TRACE -> trace(key, request, now);
            case CONDITION -> condition(key, request);
            case SPEC_NOT_SET -> throw new InvalidArgument("spec is required: one of task, trace or condition");
        };
    }

    private static NewAction task(ActionKey key, RecordActionRequest request, Instant now) {
        TaskAction task = request.getTask();
        TaskSpec spec = task.getSpec();
        TaskIdentifier id =
                task.hasId() ? task.getId() : idOf(spec.getTaskTemplate().getId());
        boolean recovered = request.hasRecoveredFrom();
        ActionPhase phase = recovered ? ActionPhase.ACTION_PHASE_RECOVERED : ActionPhase.ACTION_PHASE_QUEUED;
        return new NewAction(
                key,
                request.getParent(),
                request.getGroup(),
                ActionType.ACTION_TYPE_TASK_VALUE,
                phase.getNumber(),
                id,
                spec.getTaskTemplate().getType(),
                spec.getShortName().isEmpty() ? id.getName() : spec.getShortName(),
                spec.getEnvironment().getName(),
                task.hasSpec() ? SpecBlob.of(spec) : null,
                null,
                request.getInputUri(),
                task.getCacheKey().getValue(),
                null,
                recovered ? now : null,
                null,
                recovered ? request.getRecoveredFrom().toByteString() : null);
    }

    private static NewAction trace(ActionKey key, RecordActionRequest request, Instant now) {
        TraceAction trace = request.getTrace();
        int phase = switch (trace.getPhase()) {
            case ACTION_PHASE_UNSPECIFIED, UNRECOGNIZED -> ActionPhase.ACTION_PHASE_SUCCEEDED_VALUE;
            default -> trace.getPhaseValue();
        };
        Instant end = trace.hasEndTime() ? Reports.instant(trace.getEndTime()) : now;
        String output = trace.getOutputs().getOutputUri();
        return new NewAction(
                key,
                request.getParent(),
                request.getGroup(),
                ActionType.ACTION_TYPE_TRACE_VALUE,
                phase,
                named(trace.getName()),
                "",
                "",
                "",
                trace.hasSpec() ? SpecBlob.of(trace.getSpec()) : null,
                null,
                request.getInputUri(),
                "",
                trace.hasStartTime() ? Reports.instant(trace.getStartTime()) : null,
                ActionPhases.isTerminal(ActionPhases.of(phase)) ? end : null,
                output.isEmpty() ? null : output,
                null);
    }

    private static NewAction condition(ActionKey key, RecordActionRequest request) {
        ConditionAction condition = request.getCondition();
        if (condition.getName().isEmpty()) {
            throw new InvalidArgument("condition.name is required");
        }
        return new NewAction(
                key,
                request.getParent(),
                request.getGroup(),
                ActionType.ACTION_TYPE_CONDITION_VALUE,
                ActionPhase.ACTION_PHASE_QUEUED_VALUE,
                named(condition.getName()),
                "",
                "",
                "",
                null,
                condition.toByteString(),
                request.getInputUri(),
                "",
                null,
                null,
                null,
                null);
    }

    static TaskIdentifier idOf(Identifier id) {
        return TaskIdentifier.newBuilder()
                .setProject(id.getProject())
                .setDomain(id.getDomain())
                .setName(id.getName())
                .setVersion(id.getVersion())
                .build();
    }

    private static TaskIdentifier named(String name) {
        return TaskIdentifier.newBuilder().setName(name).build();
    }
}
