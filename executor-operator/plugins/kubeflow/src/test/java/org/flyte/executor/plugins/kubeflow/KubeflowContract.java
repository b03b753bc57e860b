package org.flyte.executor.plugins.kubeflow;

import org.flyte.executor.plugin.contract.JobPluginContract;

/** What the three plugins have in common. */
abstract class KubeflowContract extends JobPluginContract {
    @Override
    protected String running() {
        return "{conditions: [{type: Running, status: 'True'}]}";
    }

    @Override
    protected String unknown() {
        return "{conditions: [{type: Repaired, status: 'True'}]}";
    }

    @Override
    protected String succeeded() {
        return "{conditions: [{type: Succeeded, status: 'True'}]}";
    }

    @Override
    protected String failed() {
        return "{conditions: [{type: Failed, status: 'True', reason: Broken, message: it broke}]}";
    }
}
