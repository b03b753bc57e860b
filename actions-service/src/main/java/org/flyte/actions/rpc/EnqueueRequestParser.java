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
import org.flyte.idl.workflow.TaskAction;
import org.flyte.idl.workflow.TraceAction;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** Checks an Enqueue request and turns it into the action to enqueue. A failure names the field. */
final class EnqueueRequestParser {
    private static final int MAX_SHORT_NAME = 63;
    private static final int MAX_TASK_TYPE = 63;
    private static final int MAX_GROUP = 256;
    private static final int MAX_CACHE_KEY = 256;
    private static final int MAX_ADDRESS = 1024;

    private EnqueueRequestParser() {}

    static EnqueuedAction parse(EnqueueRequest request) {
        RequestFields.required("action", request.hasAction());
        Action action = request.getAction();
        ActionKey key = IdentifierParser.action("action.action_id", action.hasActionId(), action.getActionId());
        String parent = parent(action, key);
        RequestFields.required("action.input_uri", action.getInputUri());
        RequestFields.required("action.run_output_base", action.getRunOutputBase());
        atMost("action.input_uri", action.getInputUri(), MAX_ADDRESS);
        atMost("action.run_output_base", action.getRunOutputBase(), MAX_ADDRESS);
        atMost("action.group", action.getGroup(), MAX_GROUP);
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

    private static String parent(Action action, ActionKey key) {
        String parent = action.getParentActionName();
        if (!parent.isEmpty()) {
            IdentifierParser.name("action.parent_action_name", parent);
            if (parent.equals(key.name())) {
                throw new InvalidArgument("action.parent_action_name names the action itself: %s", parent);
            }
        }
        return parent;
    }

    private static Optional<RunContext> runContext(EnqueueRequest request) {
        boolean isRoot = request.getAction().getParentActionName().isEmpty();
        return request.hasRunSpec() || isRoot ? Optional.of(RunContext.of(request.getRunSpec())) : Optional.empty();
    }

    private static ActionSpec spec(Action action) {
        return switch (action.getSpecCase()) {
            case TASK -> task(action.getTask());
            case CONDITION -> condition(action.getParentActionName(), action.getCondition());
            case TRACE -> trace(action.getParentActionName(), action.getTrace());
            case SPEC_NOT_SET -> throw new InvalidArgument("action.task, action.trace or action.condition is required");
        };
    }

    private static ActionSpec task(TaskAction task) {
        RequestFields.required(
                "action.task.spec.task_template",
                task.hasSpec() && task.getSpec().hasTaskTemplate());
        atMost("action.task.spec.short_name", task.getSpec().getShortName(), MAX_SHORT_NAME);
        atMost(
                "action.task.spec.task_template.type",
                task.getSpec().getTaskTemplate().getType(),
                MAX_TASK_TYPE);
        atMost("action.task.cache_key", task.getCacheKey().getValue(), MAX_CACHE_KEY);
        return new ActionSpec.Task(task);
    }

    private static ActionSpec condition(String parent, ConditionAction condition) {
        RequestFields.required("action.parent_action_name", parent);
        RequestFields.required("action.condition.name", condition.getName());
        checkConditionType(condition.getType());
        return new ActionSpec.Condition(condition);
    }

    private static ActionSpec trace(String parent, TraceAction trace) {
        RequestFields.required("action.parent_action_name", parent);
        RequestFields.required("action.trace.name", trace.getName());
        return new ActionSpec.Trace(trace);
    }

    private static void checkConditionType(LiteralType type) {
        boolean simple = type.getTypeCase() == TypeCase.SIMPLE
                && switch (type.getSimple()) {
                    case BOOLEAN, INTEGER, FLOAT, STRING -> true;
                    default -> false;
                };
        if (!simple) {
            throw new InvalidArgument("action.condition.type must be BOOLEAN, INTEGER, FLOAT or STRING");
        }
    }

    private static void atMost(String field, String text, int max) {
        RequestFields.storable(field, text);
        if (text.length() > max) {
            throw new InvalidArgument("%s has %d characters; at most %d are allowed", field, text.length(), max);
        }
    }
}
