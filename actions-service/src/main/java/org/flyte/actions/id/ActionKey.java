package org.flyte.actions.id;

import org.flyte.idl.common.ActionIdentifier;

/** Which action of which run. */
public record ActionKey(RunKey run, String name) {
    public static ActionKey of(ActionIdentifier action) {
        return new ActionKey(RunKey.of(action.getRun()), action.getName());
    }

    /** Another action of the same run. */
    public ActionKey sibling(String otherName) {
        return new ActionKey(run, otherName);
    }

    /** The identifier on the wire, without an org. */
    public ActionIdentifier toProto() {
        return ActionIdentifier.newBuilder().setRun(run.toProto()).setName(name).build();
    }

    @Override
    public String toString() {
        return run + "/" + name;
    }
}
