package org.flyte.platform.model;

import java.util.Comparator;
import org.flyte.idl.common.RunIdentifier;

/** Names a run: everything of its identifier but the org, which takes no part in any key. */
public record RunKey(String project, String domain, String name) implements Comparable<RunKey> {
    private static final Comparator<RunKey> ORDER =
            Comparator.comparing(RunKey::name).thenComparing(RunKey::domain).thenComparing(RunKey::project);

    public static RunKey of(RunIdentifier id) {
        return new RunKey(id.getProject(), id.getDomain(), id.getName());
    }

    /** The identifier on the wire, without an org. */
    public RunIdentifier toProto() {
        return RunIdentifier.newBuilder()
                .setProject(project)
                .setDomain(domain)
                .setName(name)
                .build();
    }

    /** The run's root action. */
    public ActionKey root() {
        return action(ActionKey.ROOT);
    }

    /** An action of this run. */
    public ActionKey action(String action) {
        return new ActionKey(this, action);
    }

    @Override
    public int compareTo(RunKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code project/domain/run}: how messages, logs and record keys write it. */
    @Override
    public String toString() {
        return project + "/" + domain + "/" + name;
    }
}
