package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;

/** What other features ask about projects. */
public interface Projects {
    /**
     * Passes when runs may be created in this project and domain.
     *
     * <p>Fails with NotFound for a project that does not exist, InvalidArgument for a domain that is not configured,
     * and FailedPrecondition for an archived project.
     */
    Uni<Void> requireActive(String project, String domain);
}
