package org.flyte.executor.plugins.kubeflow;

import org.flyte.executor.plugin.ObjectKind;

/** What the operator finds for PyTorchJobs. */
public final class PyTorchProvider extends KubeflowProvider {
    /** Made by the operator. */
    public PyTorchProvider() {
        super("pytorch", ObjectKind.of("kubeflow.org", "v1", "PyTorchJob"), PyTorchManifest::of);
    }
}
