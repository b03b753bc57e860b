package org.flyte.executor.plugins.kubeflow;

/** The roles of pods in the jobs of Kubeflow. */
final class Roles {
    static final String MASTER = "master";
    static final String LAUNCHER = "launcher";
    static final String CHIEF = "chief";
    static final String WORKER = "worker";

    private Roles() {}
}
