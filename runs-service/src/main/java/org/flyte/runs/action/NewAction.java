package org.flyte.runs.action;

import com.google.protobuf.ByteString;
import java.time.Instant;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.idl.workflow.TraceAction;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * A child action to be recorded.
 *
 * @param condition workflow.ConditionAction of a condition, else null
 */
public record NewAction(
        ActionKey key, Position position, State state, Task task, SpecBlob spec, ByteString condition, Data data) {

    /** Below which parent the action is and in which group of its children. */
    public record Position(String parent, String group) {}

    /**
     * What it is and how far it has come.
     *
     * @param start of a trace; else null, the time of recording
     * @param end of a trace or a recovered action, else null
     */
    public record State(ActionType type, ActionPhase phase, Instant start, Instant end) {}

    /**
     * What it runs.
     *
     * @param id of traces and conditions only its name is set: the name to show
     */
    public record Task(TaskIdentifier id, String type, String shortName, String environment, String cacheKey) {
        private static Task named(String name) {
            return new Task(TaskIdentifier.newBuilder().setName(name).build(), "", "", "", "");
        }
    }

    /**
     * Where its data is.
     *
     * @param outputUri of a trace: the file itself
     * @param recoveredFrom the action whose outputs this one takes over, null when the request names none
     */
    public record Data(String inputUri, String outputUri, ActionKey recoveredFrom) {}

    /** The child that a request records; fails with InvalidArgument that names the field. */
    static NewAction of(RecordActionRequest request, Instant now) {
        ActionKey key = RequestFields.action("action_id", request.getActionId());
        if (request.getParent().isEmpty() && !key.isRoot()) {
            throw new InvalidArgument("parent is required: only the root action %s has none", ActionKey.ROOT);
        }
        if (request.getParent().equals(key.name())) {
            throw new InvalidArgument("parent must not be the action itself");
        }
        Position position = new Position(request.getParent(), request.getGroup());
        return switch (request.getSpecCase()) {
            case TASK -> task(key, position, request, now);
            case TRACE -> trace(key, position, request, now);
            case CONDITION -> condition(key, position, request);
            case SPEC_NOT_SET -> throw new InvalidArgument("spec is required: one of task, trace or condition");
        };
    }

    private static NewAction task(ActionKey key, Position position, RecordActionRequest request, Instant now) {
        TaskAction task = request.getTask();
        TaskSpec spec = task.getSpec();
        TaskIdentifier id = task.hasId() ? task.getId() : SpecBlob.taskId(spec);
        boolean recovered = request.hasRecoveredFrom();
        return new NewAction(
                key,
                position,
                new State(
                        ActionType.ACTION_TYPE_TASK,
                        recovered ? ActionPhase.ACTION_PHASE_RECOVERED : ActionPhase.ACTION_PHASE_QUEUED,
                        null,
                        recovered ? now : null),
                new Task(
                        id,
                        spec.getTaskTemplate().getType(),
                        spec.getShortName().isEmpty() ? id.getName() : spec.getShortName(),
                        spec.getEnvironment().getName(),
                        task.getCacheKey().getValue()),
                task.hasSpec() ? SpecBlob.of(spec) : null,
                null,
                new Data(
                        request.getInputUri(),
                        null,
                        recovered ? RequestFields.action("recovered_from", request.getRecoveredFrom()) : null));
    }

    private static NewAction trace(ActionKey key, Position position, RecordActionRequest request, Instant now) {
        TraceAction trace = request.getTrace();
        ActionPhase phase =
                ActionPhases.rank(trace.getPhase()) == 0 ? ActionPhase.ACTION_PHASE_SUCCEEDED : trace.getPhase();
        Instant end = trace.hasEndTime() ? RequestFields.time("trace.end_time", trace.getEndTime()) : now;
        String output = trace.getOutputs().getOutputUri();
        return new NewAction(
                key,
                position,
                new State(
                        ActionType.ACTION_TYPE_TRACE,
                        phase,
                        trace.hasStartTime() ? RequestFields.time("trace.start_time", trace.getStartTime()) : null,
                        ActionPhases.isTerminal(phase) ? end : null),
                Task.named(trace.getName()),
                trace.hasSpec() ? SpecBlob.of(trace.getSpec()) : null,
                null,
                new Data(request.getInputUri(), output.isEmpty() ? null : output, null));
    }

    private static NewAction condition(ActionKey key, Position position, RecordActionRequest request) {
        ConditionAction condition = request.getCondition();
        RequestFields.required("condition.name", !condition.getName().isEmpty());
        return new NewAction(
                key,
                position,
                new State(ActionType.ACTION_TYPE_CONDITION, ActionPhase.ACTION_PHASE_QUEUED, null, null),
                Task.named(condition.getName()),
                null,
                condition.toByteString(),
                new Data(request.getInputUri(), null, null));
    }
}
