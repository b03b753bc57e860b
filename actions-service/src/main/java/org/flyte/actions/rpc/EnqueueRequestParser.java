package org.flyte.actions.rpc;

import java.util.Optional;
import org.flyte.actions.cluster.RunContext;
import org.flyte.actions.enqueue.ActionSpec;
import org.flyte.actions.enqueue.EnqueuedAction;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.LiteralType.TypeCase;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.idl.workflow.EnqueueActionRequest;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.idl.workflow.TraceAction;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** Checks an Enqueue request and turns it into the action to enqueue. A failure names the field. */
final class EnqueueRequestParser {
    private static final int MAX_SHORT_NAME = 63;
    private static final int MAX_TASK_TYPE = 63;
    private static final int MAX_QUEUE = 63;
    private static final int MAX_GROUP = 256;
    private static final int MAX_CACHE_KEY = 256;
    private static final int MAX_ADDRESS = 1024;

    /** Path of the action in the request. */
    private final String path;

    private EnqueueRequestParser(String path) {
        this.path = path;
    }

    static EnqueuedAction parse(EnqueueRequest request) {
        RequestFields.required("action", request.hasAction());
        return new EnqueueRequestParser("action.").read(request);
    }

    /** The older request has the fields of the action at its top. */
    static EnqueuedAction parse(EnqueueActionRequest request) {
        Action.Builder action = Action.newBuilder()
                .setActionId(request.getActionId())
                .setInputUri(request.getInputUri())
                .setRunOutputBase(request.getRunOutputBase())
                .setGroup(request.getGroup())
                .setSubject(request.getSubject());
        if (!request.hasActionId()) {
            action.clearActionId();
        }
        if (request.hasParentActionName()) {
            action.setParentActionName(request.getParentActionName());
        }
        switch (request.getSpecCase()) {
            case TASK -> action.setTask(request.getTask());
            case TRACE -> action.setTrace(request.getTrace());
            case CONDITION -> action.setCondition(request.getCondition());
            case SPEC_NOT_SET -> action.clearSpec();
        }
        EnqueueRequest.Builder enqueue = EnqueueRequest.newBuilder().setAction(action);
        if (request.hasRunSpec()) {
            enqueue.setRunSpec(request.getRunSpec());
        }
        return new EnqueueRequestParser("").read(enqueue.build());
    }

    private String field(String name) {
        return path + name;
    }

    private EnqueuedAction read(EnqueueRequest request) {
        Action action = request.getAction();
        ActionKey key = IdentifierParser.action(field("action_id"), action.hasActionId(), action.getActionId());
        String parent = parent(action, key);
        RequestFields.required(field("input_uri"), action.getInputUri());
        RequestFields.required(field("run_output_base"), action.getRunOutputBase());
        atMost(field("input_uri"), action.getInputUri(), MAX_ADDRESS);
        atMost(field("run_output_base"), action.getRunOutputBase(), MAX_ADDRESS);
        atMost(field("group"), action.getGroup(), MAX_GROUP);
        atMost("run_spec.queue", request.getRunSpec().getQueue(), MAX_QUEUE);
        return new EnqueuedAction(
                key,
                parent,
                action.getGroup(),
                action.getSubject(),
                action.getInputUri(),
                action.getRunOutputBase(),
                spec(action),
                runContext(request));
    }

    private String parent(Action action, ActionKey key) {
        String parent = action.getParentActionName();
        if (!parent.isEmpty()) {
            IdentifierParser.name(field("parent_action_name"), parent);
            if (parent.equals(key.name())) {
                throw new InvalidArgument("%s names the action itself: %s", field("parent_action_name"), parent);
            }
        }
        return parent;
    }

    private static Optional<RunContext> runContext(EnqueueRequest request) {
        boolean isRoot = request.getAction().getParentActionName().isEmpty();
        return request.hasRunSpec() || isRoot ? Optional.of(RunContext.of(request.getRunSpec())) : Optional.empty();
    }

    private ActionSpec spec(Action action) {
        return switch (action.getSpecCase()) {
            case TASK -> task(action.getTask());
            case CONDITION -> condition(action.getParentActionName(), action.getCondition());
            case TRACE -> trace(action.getParentActionName(), action.getTrace());
            case SPEC_NOT_SET ->
                throw new InvalidArgument(
                        "%s, %s or %s is required", field("task"), field("trace"), field("condition"));
        };
    }

    private ActionSpec task(TaskAction task) {
        RequestFields.required(
                field("task.spec.task_template"),
                task.hasSpec() && task.getSpec().hasTaskTemplate());
        atMost(field("task.spec.short_name"), task.getSpec().getShortName(), MAX_SHORT_NAME);
        atMost(
                field("task.spec.task_template.type"),
                task.getSpec().getTaskTemplate().getType(),
                MAX_TASK_TYPE);
        atMost(field("task.queue"), task.getQueue(), MAX_QUEUE);
        atMost(field("task.cache_key"), task.getCacheKey().getValue(), MAX_CACHE_KEY);
        return new ActionSpec.Task(task);
    }

    private ActionSpec condition(String parent, ConditionAction condition) {
        RequestFields.required(field("parent_action_name"), parent);
        RequestFields.required(field("condition.name"), condition.getName());
        checkConditionType(condition.getType());
        return new ActionSpec.Condition(condition);
    }

    private ActionSpec trace(String parent, TraceAction trace) {
        RequestFields.required(field("parent_action_name"), parent);
        RequestFields.required(field("trace.name"), trace.getName());
        return new ActionSpec.Trace(trace);
    }

    private void checkConditionType(LiteralType type) {
        boolean simple = type.getTypeCase() == TypeCase.SIMPLE
                && switch (type.getSimple()) {
                    case BOOLEAN, INTEGER, FLOAT, STRING -> true;
                    default -> false;
                };
        if (!simple) {
            throw new InvalidArgument("%s must be BOOLEAN, INTEGER, FLOAT or STRING", field("condition.type"));
        }
    }

    private static void atMost(String field, String text, int max) {
        RequestFields.storable(field, text);
        if (text.length() > max) {
            throw new InvalidArgument("%s has %d characters; at most %d are allowed", field, text.length(), max);
        }
    }
}
