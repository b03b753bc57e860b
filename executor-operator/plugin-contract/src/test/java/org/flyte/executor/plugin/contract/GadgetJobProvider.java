package org.flyte.executor.plugin.contract;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.job.CustomMessage;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPlugin;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.executor.plugin.job.JobResource;
import org.flyte.executor.plugin.job.JobState;
import org.flyte.executor.plugin.job.LeaderPod;
import org.flyte.idl.plugins.DaskScheduler;

/** A plugin whose try is a job of a leading pod. */
public final class GadgetJobProvider implements TaskPluginProvider {
    private static final ObjectKind GADGET_JOB = ObjectKind.of("contract.example.org", "v1", "GadgetJob");

    @Override
    public String name() {
        return "gadget-job";
    }

    @Override
    public Set<ObjectKind> kinds() {
        return Set.of(GADGET_JOB);
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        context.settings().allow(Set.of(JobPlugin.QUEUE_SETTING));
        return new GadgetJobPlugin(context);
    }

    private static final class GadgetJobPlugin extends JobPlugin {
        GadgetJobPlugin(PluginContext context) {
            super(context, GADGET_JOB, 40);
        }

        @Override
        protected JobManifest manifest(JobPods pods, String name) {
            DaskScheduler custom = CustomMessage.of(pods.execution().template(), DaskScheduler.getDefaultInstance());
            if (custom.getImage().isEmpty()) {
                throw CustomMessage.bad("there is no image");
            }
            PodVariant variant =
                    PodVariant.named("leading").image(custom.getImage()).resources(custom.getResources());
            return JobManifest.of(pods, new Fields().put("template", pods.template(PodRole.leader("main"), variant)));
        }

        @Override
        protected JobState state(TaskExecution execution, JobResource job, Optional<LeaderPod> leader) {
            return switch (job.text("status", "phase")) {
                case "" -> JobState.queued("");
                case "Done" -> new JobState.Succeeded();
                case "Broken" -> JobState.failedDownstream(job.text("status", "message"));
                default -> JobState.running("", Optional.empty());
            };
        }

        @Override
        protected Optional<Pod> leader(TaskExecution execution, JobResource job) {
            return LeaderPod.ofRole(context().pods().pods(execution), "main");
        }
    }
}
