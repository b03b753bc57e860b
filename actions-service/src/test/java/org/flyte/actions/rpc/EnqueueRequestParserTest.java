package org.flyte.actions.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flyte.actions.enqueue.ActionSpec;
import org.flyte.actions.enqueue.EnqueuedAction;
import org.flyte.actions.support.Requests;
import org.flyte.idl.actions.Action;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;

class EnqueueRequestParserTest {
    private final ActionKey root = Requests.newRoot();
    private final ActionKey child = root.sibling("c1");

    @Test
    void givesTheRootTheSettingsOfTheRunAndAChildThoseOfItsParent() {
        EnqueuedAction parsedRoot = EnqueueRequestParser.parse(Requests.enqueue(Requests.task(root)));
        EnqueuedAction parsedChild = EnqueueRequestParser.parse(Requests.enqueue(childTask()));

        assertThat(parsedRoot.isRoot()).isTrue();
        assertThat(parsedRoot.runContext()).isPresent();
        assertThat(parsedChild.parentKey()).isEqualTo(root);
        assertThat(parsedChild.runContext()).isEmpty();
    }

    @Test
    void takesTheSettingsOfTheRunFromARequestThatHasThem() {
        EnqueuedAction parsed = EnqueueRequestParser.parse(Requests.enqueue(childTask()).toBuilder()
                .setRunSpec(RunSpec.getDefaultInstance())
                .build());

        assertThat(parsed.runContext()).isPresent();
    }

    @Test
    void keepsTheContentOfTheAction() {
        Action.Builder task = childTask();

        assertThat(EnqueueRequestParser.parse(Requests.enqueue(task)).spec())
                .isEqualTo(new ActionSpec.Task(task.getTask()));
    }

    @Test
    void namesTheFieldThatIsInvalid() {
        assertInvalid(
                childTask().setParentActionName(child.name()), "action.parent_action_name names the action itself: c1");
        assertInvalid(childTask().clearRunOutputBase(), "action.run_output_base is required");
        assertInvalid(
                childTask().setGroup("g".repeat(257)), "action.group has 257 characters; at most 256 are allowed");
        assertInvalid(childTask().setGroup("a\0b"), "action.group must not contain a NUL character");
        assertInvalid(Requests.condition(child), "action.parent_action_name is required");
        assertInvalid(childOf(Requests.base(child)), "action.task, action.trace or action.condition is required");
        Action.Builder condition = childOf(Requests.condition(child));
        condition.getConditionBuilder().setType(LiteralType.newBuilder().setSimple(SimpleType.DATETIME));
        assertInvalid(condition, "action.condition.type must be BOOLEAN, INTEGER, FLOAT or STRING");
    }

    private Action.Builder childTask() {
        return childOf(Requests.task(child));
    }

    private Action.Builder childOf(Action.Builder action) {
        return action.setParentActionName(root.name());
    }

    private static void assertInvalid(Action.Builder action, String message) {
        assertThatThrownBy(() -> EnqueueRequestParser.parse(Requests.enqueue(action)))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(message);
    }
}
