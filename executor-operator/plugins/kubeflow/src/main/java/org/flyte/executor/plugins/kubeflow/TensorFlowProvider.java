package org.flyte.executor.plugins.kubeflow;

import org.flyte.executor.plugin.ObjectKind;

/** What the operator finds for TFJobs. */
public final class TensorFlowProvider extends KubeflowProvider {
    /** Made by the operator. */
    public TensorFlowProvider() {
        super("tensorflow", ObjectKind.of("kubeflow.org", "v1", "TFJob"), TensorFlowManifest::of);
    }
}
