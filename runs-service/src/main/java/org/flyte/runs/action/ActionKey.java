package org.flyte.runs.action;

import java.util.Comparator;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;

/** What names an action: everything of its identifier but the org (design D12). */
public record ActionKey(String project, String domain, String run, String name) implements Comparable<ActionKey> {
    /** Name of the root action of every run. */
    public static final String ROOT = "a0";

    private static final Comparator<ActionKey> ORDER = Comparator.comparing(ActionKey::run)
            .thenComparing(ActionKey::name)
            .thenComparing(ActionKey::domain)
            .thenComparing(ActionKey::project);

    public static ActionKey of(ActionIdentifier id) {
        RunIdentifier run = id.getRun();
        return new ActionKey(run.getProject(), run.getDomain(), run.getName(), id.getName());
    }

    public static ActionKey rootOf(RunIdentifier run) {
        return new ActionKey(run.getProject(), run.getDomain(), run.getName(), ROOT);
    }

    public RunIdentifier runId() {
        return RunIdentifier.newBuilder()
                .setProject(project)
                .setDomain(domain)
                .setName(run)
                .build();
    }

    public ActionIdentifier toId() {
        return ActionIdentifier.newBuilder().setRun(runId()).setName(name).build();
    }

    public boolean isRoot() {
        return name.equals(ROOT);
    }

    public ActionKey root() {
        return new ActionKey(project, domain, run, ROOT);
    }

    /** As messages and logs name it. */
    @Override
    public String toString() {
        return project + "/" + domain + "/" + run + "/" + name;
    }

    @Override
    public int compareTo(ActionKey other) {
        return ORDER.compare(this, other);
    }
}
