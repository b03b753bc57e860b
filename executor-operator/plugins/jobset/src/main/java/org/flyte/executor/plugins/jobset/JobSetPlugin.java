package org.flyte.executor.plugins.jobset;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.job.CustomMessage;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPlugin;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobState;
import org.flyte.executor.plugin.job.LeaderPod;
import org.flyte.idl.plugins.ClusteredTaskSpec;

/** A try is one JobSet: a number of equal pods, of which the one of rank 0 writes the outputs. */
final class JobSetPlugin extends JobPlugin {
    /** The pods are named {@code <name>-workers-0-<up to 5 digits>-<5 characters>}, which must be a label. */
    private static final int MAX_NAME = 41;

    private static final String RANK = "batch.kubernetes.io/job-completion-index";

    JobSetPlugin(PluginContext context) {
        super(context, JobSetProvider.JOB_SET, MAX_NAME);
    }

    @Override
    protected JobManifest manifest(JobPods pods, String name) {
        return JobSetManifest.of(pods, name);
    }

    @Override
    protected JobState state(TaskExecution execution, JobResource job, Optional<LeaderPod> leader) {
        boolean forgivesMaintenance = CustomMessage.of(execution.template(), ClusteredTaskSpec.getDefaultInstance())
                .getFailurePolicy()
                .getRestartOnHostMaintenance();
        return JobSetState.of(
                job,
                forgivesMaintenance && leader.filter(LeaderPod::wasTakenAway).isPresent());
    }

    /** The newest pod of rank 0: a restart makes another. */
    @Override
    protected Optional<Pod> leader(TaskExecution execution, JobResource job) {
        return LeaderPod.newest(context().pods().pods(execution).filter(pod -> "0".equals(LeaderPod.label(pod, RANK))));
    }
}
