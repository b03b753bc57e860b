package org.flyte.platform.model;

import java.util.Comparator;
import org.flyte.idl.common.ActionIdentifier;

/** Names an action: everything of its identifier but the org, which takes no part in any key. */
public record ActionKey(RunKey run, String name) implements Comparable<ActionKey> {
    /** Name of the root action of every run. */
    public static final String ROOT = "a0";

    private static final Comparator<ActionKey> ORDER = Comparator.<ActionKey, String>comparing(
                    key -> key.run().name())
            .thenComparing(ActionKey::name)
            .thenComparing(ActionKey::run);

    public ActionKey(String project, String domain, String run, String name) {
        this(new RunKey(project, domain, run), name);
    }

    public static ActionKey of(ActionIdentifier id) {
        return new ActionKey(RunKey.of(id.getRun()), id.getName());
    }

    public String project() {
        return run.project();
    }

    public String domain() {
        return run.domain();
    }

    /** Name of the run. */
    public String runName() {
        return run.name();
    }

    public boolean isRoot() {
        return name.equals(ROOT);
    }

    /** The root action of the same run. */
    public ActionKey root() {
        return run.root();
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
    public int compareTo(ActionKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code project/domain/run/action}: how messages and logs write it. */
    @Override
    public String toString() {
        return run + "/" + name;
    }
}
