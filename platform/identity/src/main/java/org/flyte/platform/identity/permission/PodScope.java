package org.flyte.platform.identity.permission;

/** Which calls of a method a task pod may make. */
public enum PodScope {
    NONE,
    /** Those about its own run. */
    RUN,
    /** Those in its run's project and domain, if the creator of the run may make them. */
    PROJECT,
    /** All. */
    ALL
}
