package org.flyte.platform.testkit;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether a {@link RealCluster} test runs. */
final class RealClusterCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return decide(RealKubernetes.kubeconfig() != null, "true".equals(System.getenv("CI")));
    }

    static ConditionEvaluationResult decide(boolean cluster, boolean ci) {
        if (cluster) {
            return ConditionEvaluationResult.enabled("KUBECONFIG names a cluster");
        }
        if (ci) {
            throw new IllegalStateException("CI=true allows no test to be left out: set KUBECONFIG");
        }
        return ConditionEvaluationResult.disabled("needs a Kubernetes cluster: set KUBECONFIG");
    }
}
