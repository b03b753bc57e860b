package org.flyte.executor.plugins.ray;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.job.JobPlugin;
import org.flyte.executor.plugin.job.LinkTemplate;

/**
 * The settings of the plugin, see docs/behaviour/plugins.md.
 *
 * @param submissionMode how KubeRay hands the job to the cluster
 * @param shutdown whether a cluster ends with its job, where the task does not say so itself
 * @param ttlSeconds how long such a cluster stays
 * @param serviceType of the Service of the head
 * @param usageStats whether Ray reports usage to its makers
 * @param headStartParams of heads whose task has none
 * @param workerStartParams of workers whose task has none
 */
record RaySettings(
        String submissionMode,
        boolean shutdown,
        int ttlSeconds,
        String serviceType,
        boolean includeDashboard,
        String dashboardHost,
        Optional<LinkTemplate> dashboardUrl,
        boolean usageStats,
        Optional<String> serviceAccount,
        Map<String, String> headStartParams,
        Map<String, String> workerStartParams) {
    static final String K8S_JOB = "K8sJobMode";

    private static final List<String> SUBMISSION_MODES = List.of(K8S_JOB, "HTTPMode", "SidecarMode");
    private static final int DEFAULT_TTL_SECONDS = 3600;

    /** @throws IllegalArgumentException naming the key that is wrong */
    static RaySettings of(PluginSettings settings) {
        settings.allow(Set.of(
                JobPlugin.QUEUE_SETTING,
                "submission-mode",
                "shutdown-after-job-finishes",
                "ttl-seconds-after-finished",
                "service-type",
                "include-dashboard",
                "dashboard-host",
                "dashboard-url",
                "usage-stats",
                "service-account",
                "head-start-params",
                "worker-start-params"));
        return new RaySettings(
                settings.oneOf("submission-mode", SUBMISSION_MODES, K8S_JOB),
                settings.flag("shutdown-after-job-finishes", true),
                settings.number("ttl-seconds-after-finished", DEFAULT_TTL_SECONDS),
                settings.text("service-type").orElse("NodePort"),
                settings.flag("include-dashboard", true),
                settings.text("dashboard-host").orElse("0.0.0.0"),
                settings.text("dashboard-url").map(LinkTemplate::new),
                settings.flag("usage-stats", false),
                settings.text("service-account"),
                settings.entries("head-start-params"),
                settings.entries("worker-start-params"));
    }
}
