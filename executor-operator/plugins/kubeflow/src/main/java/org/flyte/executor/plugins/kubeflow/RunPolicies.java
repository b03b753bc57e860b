package org.flyte.executor.plugins.kubeflow;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import org.flyte.executor.plugin.job.Fields;
import org.flyte.idl.plugins.kubeflow.CleanPodPolicy;
import org.flyte.idl.plugins.kubeflow.RunPolicy;

/** Makes the run policy of a job. */
final class RunPolicies {
    private RunPolicies() {}

    static Fields of(RunPolicy policy) {
        check("ttl_seconds_after_finished", policy.getTtlSecondsAfterFinished());
        check("active_deadline_seconds", policy.getActiveDeadlineSeconds());
        check("backoff_limit", policy.getBackoffLimit());
        return new Fields()
                .put("cleanPodPolicy", cleanPodPolicy(policy.getCleanPodPolicy()))
                .putNumber("ttlSecondsAfterFinished", policy.getTtlSecondsAfterFinished())
                .putNumber("activeDeadlineSeconds", policy.getActiveDeadlineSeconds())
                .putNumber("backoffLimit", policy.getBackoffLimit());
    }

    private static void check(String field, int value) {
        if (value < 0) {
            throw bad("run_policy.%s is %d", field, value);
        }
    }

    /**
     * NONE is also what a policy that is not set is: the pods that have ended stay, but those that run on after the job, such as
     * parameter servers and the workers of MPI, would hold their resources for ever.
     */
    private static String cleanPodPolicy(CleanPodPolicy policy) {
        return switch (policy) {
            case CLEANPOD_POLICY_NONE, CLEANPOD_POLICY_RUNNING -> "Running";
            case CLEANPOD_POLICY_ALL -> "All";
            case UNRECOGNIZED -> throw bad("run_policy.clean_pod_policy is not known");
        };
    }
}
