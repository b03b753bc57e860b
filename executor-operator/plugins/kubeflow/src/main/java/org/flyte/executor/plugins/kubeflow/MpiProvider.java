package org.flyte.executor.plugins.kubeflow;

import org.flyte.executor.plugin.ObjectKind;

/** What the operator finds for MPIJobs. */
public final class MpiProvider extends KubeflowProvider {
    /** Made by the operator. */
    public MpiProvider() {
        super("mpi", ObjectKind.of("kubeflow.org", "v1", "MPIJob"), MpiManifest::of);
    }
}
