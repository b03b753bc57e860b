package org.flyte.actions.id;

import org.flyte.idl.common.RunIdentifier;

/** Which run. The org takes no part (design D12). */
public record RunKey(String project, String domain, String name) {
    public static RunKey of(RunIdentifier run) {
        return new RunKey(run.getProject(), run.getDomain(), run.getName());
    }

    /** The identifier on the wire, without an org. */
    public RunIdentifier toProto() {
        return RunIdentifier.newBuilder()
                .setProject(project)
                .setDomain(domain)
                .setName(name)
                .build();
    }

    @Override
    public String toString() {
        return project + "/" + domain + "/" + name;
    }
}
