package org.flyte.actions.enqueue.rule;

import org.flyte.actions.id.ActionKey;
import org.flyte.actions.id.Identifiers;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.LiteralType.TypeCase;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** What an Enqueue request must have (executor spec §1, §1.1, §1.2); a fault is named by its field. */
public final class EnqueueRules {
    private static final int LONGEST_SHORT_NAME = 63;
    private static final int LONGEST_TASK_TYPE = 63;
    private static final int LONGEST_GROUP = 256;
    private static final int LONGEST_CACHE_KEY = 256;
    private static final int LONGEST_ADDRESS = 1024;

    private EnqueueRules() {}

    /** The action's key when the request is sound. */
    public static ActionKey check(EnqueueRequest request) {
        if (!request.hasAction()) {
            throw new InvalidArgument("action is required");
        }
        Action action = request.getAction();
        ActionKey key = Identifiers.actionKey(action.hasActionId(), action.getActionId(), "action.action_id");
        String parent = action.getParentActionName();
        if (!parent.isEmpty()) {
            Identifiers.name(parent, "action.parent_action_name");
            if (parent.equals(key.name())) {
                throw new InvalidArgument("action.parent_action_name names the action itself: %s", parent);
            }
        }
        filled(action.getInputUri(), "action.input_uri");
        filled(action.getRunOutputBase(), "action.run_output_base");
        longest(action.getInputUri(), LONGEST_ADDRESS, "action.input_uri");
        longest(action.getRunOutputBase(), LONGEST_ADDRESS, "action.run_output_base");
        longest(action.getGroup(), LONGEST_GROUP, "action.group");
        switch (action.getSpecCase()) {
            case TASK -> checkTask(action.getTask());
            case CONDITION -> {
                filled(parent, "action.parent_action_name");
                filled(action.getCondition().getName(), "action.condition.name");
                checkConditionType(action.getCondition().getType());
            }
            case TRACE -> {
                filled(parent, "action.parent_action_name");
                filled(action.getTrace().getName(), "action.trace.name");
            }
            case SPEC_NOT_SET -> throw new InvalidArgument("action.task, action.trace or action.condition is required");
        }
        return key;
    }

    private static void checkTask(TaskAction task) {
        if (!task.hasSpec() || !task.getSpec().hasTaskTemplate()) {
            throw new InvalidArgument("action.task.spec.task_template is required");
        }
        longest(task.getSpec().getShortName(), LONGEST_SHORT_NAME, "action.task.spec.short_name");
        longest(task.getSpec().getTaskTemplate().getType(), LONGEST_TASK_TYPE, "action.task.spec.task_template.type");
        longest(task.getCacheKey().getValue(), LONGEST_CACHE_KEY, "action.task.cache_key");
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

    private static void filled(String text, String field) {
        if (text.isEmpty()) {
            throw new InvalidArgument("%s is required", field);
        }
    }

    private static void longest(String text, int limit, String field) {
        if (text.length() > limit) {
            throw new InvalidArgument("%s has %d characters; at most %d are allowed", field, text.length(), limit);
        }
    }
}
