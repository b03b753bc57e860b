package org.flyte.executor.plugins.ray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.contract.Golden;
import org.flyte.executor.plugin.contract.JobPluginContract;
import org.flyte.executor.plugin.contract.SdkTask;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RayPluginTest extends JobPluginContract {
    @Override
    protected TaskPluginProvider provider() {
        return new RayProvider();
    }

    @Override
    protected TaskTemplate template() {
        return SdkTask.read("ray-defaults.json");
    }

    @Override
    protected TaskTemplate badTemplate() {
        return template().toBuilder().clearCustom().build();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("dashboard-url", "https://ray/{{ .namespace }}/{{.rayClusterName}}");
    }

    @Override
    protected String leader() {
        return "head";
    }

    @Override
    protected String running() {
        return "{jobDeploymentStatus: Running, jobStatus: RUNNING, rayClusterName: cluster1}";
    }

    @Override
    protected String unknown() {
        return "{jobDeploymentStatus: Retrying}";
    }

    @Override
    protected String succeeded() {
        return "{jobDeploymentStatus: Complete, jobStatus: SUCCEEDED}";
    }

    @Override
    protected String failed() {
        return "{jobDeploymentStatus: Failed, message: it broke}";
    }

    @Test
    void makesARayJobOfATaskOfTheSdk() {
        Golden.assertEquals("ray.yaml", manifestOf(SdkTask.read("ray.json"), Map.of()));
    }

    @Test
    void makesARayJobOfATaskWithoutWishes() {
        Golden.assertEquals(
                "ray-defaults.yaml",
                manifestOf(
                        template(),
                        Map.ofEntries(
                                Map.entry("submission-mode", "HTTPMode"),
                                Map.entry("service-type", "ClusterIP"),
                                Map.entry("ttl-seconds-after-finished", "60"),
                                Map.entry("include-dashboard", "false"),
                                Map.entry("dashboard-host", "127.0.0.1"),
                                Map.entry("usage-stats", "true"),
                                Map.entry("service-account", "ray"),
                                Map.entry("head-start-params", "num-cpus=0\nblock=true"),
                                Map.entry("worker-start-params", "block=true"))));
    }

    @Test
    void leavesAClusterWhereTheSettingSaysSo() {
        assertThat(manifestOf(template(), Map.of("shutdown-after-job-finishes", "false")))
                .contains("shutdownAfterJobFinishes: false")
                .doesNotContain("ttlSecondsAfterFinished");
    }

    @Test
    void readsTheDeprecatedRuntimeEnvironment() {
        TaskTemplate task = SdkTask.with(SdkTask.read("ray.json"), "runtimeEnvYaml", "");

        assertThat(manifestOf(task, Map.of())).contains("runtimeEnvYAML: \"{\\\"pip\\\": [\\\"numpy\\\"]}\"");
        assertThat(refusal(SdkTask.with(task, "runtimeEnv", "?")).message()).contains("runtime_env is no JSON");
    }

    @Test
    void linksToTheDashboardWhileTheJobRuns() {
        TaskExecution execution = started(execution());
        status(execution, running());

        assertThat(links(execution)).containsExactly(Link.external("Ray Dashboard", "https://ray/flyte/cluster1"));
    }

    @Test
    void showsTheLogOfThePodThatHandsTheJobOver() {
        TaskExecution execution = started(execution());
        context()
                .kubernetes()
                .resource(new PodBuilder()
                        .withMetadata(leaderMetadata(execution)
                                .addToLabels(PodKit.LABEL_ROLE, "submitter")
                                .withName("submitter-" + execution.objectName())
                                .withNamespace(execution.namespace())
                                .withCreationTimestamp("2026-11-24T10:00:00Z")
                                .build())
                        .build())
                .create();

        assertThat(plugin().primaryPod(execution)).contains("submitter-" + execution.objectName());
    }

    @Test
    void refusesATaskWithoutACluster() {
        assertThat(refusal(badTemplate()))
                .isEqualTo(Failure.permanent(
                        Failure.BAD_TASK,
                        "a task of the type 'ray' needs the field ray_cluster, which says what its cluster is"));
    }

    @Test
    void refusesAReusePolicy() {
        TaskTemplate.Builder reused = template().toBuilder();
        reused.getReusePolicyBuilder();

        assertThat(refusal(reused.build()).message()).contains("reuse_policy");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0  | 0  | 0  | replicas is 0, min_replicas 0 and max_replicas 0; at least 1 replicas are needed
            -1 | 0  | 4  | replicas is -1, min_replicas 0 and max_replicas 4; at least 0 replicas are needed
            2  | -1 | 4  | replicas is 2, min_replicas -1 and max_replicas 4; at least 0 replicas are needed
            """)
    void refusesWorkers(int replicas, int min, int max, String message) {
        assertThat(refusal(SdkTask.withList(SdkTask.read("ray.json"), "rayCluster.workerGroupSpec", """
                                [{"groupName": "w", "replicas": %d, "minReplicas": %d, "maxReplicas": %d}]
                                """.formatted(
                                        replicas, min, max)))
                        .message())
                .isEqualTo("worker_group_spec 'w': " + message);
    }

    @Test
    void letsAGroupThatGrowsBeginWithoutWorkers() {
        TaskTemplate task = SdkTask.withList(
                SdkTask.read("ray.json"), "rayCluster.workerGroupSpec", "[{\"groupName\": \"w\", \"maxReplicas\": 4}]");

        assertThat(manifestOf(task, Map.of())).contains("replicas: 0", "maxReplicas: 4");
    }

    @Test
    void refusesGroupsOfOneName() {
        assertThat(refusal(SdkTask.withList(
                                SdkTask.read("ray.json"),
                                "rayCluster.workerGroupSpec",
                                "[{\"groupName\": \"w\", \"replicas\": 1}, {\"groupName\": \"w\", \"replicas\": 1}]"))
                        .message())
                .contains("the group_name 'w' is empty or there twice");
    }

    @Test
    void refusesASubmissionModeThatDoesNotExist() {
        assertThatThrownBy(() -> RaySettings.of(new PluginSettings("ray", Map.of("submission-mode", "SshMode"))))
                .hasMessage(
                        "flyte.executor.plugin.ray.submission-mode is 'SshMode', which is none of: K8sJobMode, HTTPMode, SidecarMode");
    }
}
