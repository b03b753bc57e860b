package org.flyte.executor.plugins.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import java.util.HashMap;
import java.util.Map;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.contract.Golden;
import org.flyte.executor.plugin.contract.JobPluginContract;
import org.flyte.executor.plugin.contract.SdkTask;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkPluginTest extends JobPluginContract {
    private static final Map<String, String> OLD_CRD = Map.of("pod-template", "never");
    private static final Map<String, String> NEW_CRD = Map.of("pod-template", "always");

    @Override
    protected TaskPluginProvider provider() {
        return new SparkProvider();
    }

    @Override
    protected TaskTemplate template() {
        return SdkTask.read("spark.json");
    }

    @Override
    protected TaskTemplate badTemplate() {
        return SdkTask.with(template(), "mainApplicationFile", "");
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("history-server-url", "https://history");
    }

    @Override
    protected String leader() {
        return "driver";
    }

    @Override
    protected String running() {
        return "{applicationState: {state: RUNNING}, driverInfo: {podName: LEADER, webUIIngressAddress: ui.example/app}}";
    }

    @Override
    protected String unknown() {
        return "{applicationState: {state: SOMETHING_NEW}}";
    }

    @Override
    protected String succeeded() {
        return "{applicationState: {state: COMPLETED}, sparkApplicationId: spark-1}";
    }

    @Override
    protected String failed() {
        return "{applicationState: {state: FAILED, errorMessage: it broke}}";
    }

    @Test
    void makesAnApplicationOfATaskOfTheSdk() {
        Golden.assertEquals("spark.yaml", manifestOf(interruptible(), OLD_CRD));
    }

    @Test
    void givesPodsAsTemplatesWhereTheCrdHasThem() {
        Golden.assertEquals("spark-pods.yaml", manifestOf(SdkTask.read("spark-pods.json"), NEW_CRD));
    }

    @Test
    void laysTheConfigurationOfTheTaskOverThatOfTheSettings() {
        Map<String, String> settings = new HashMap<>(OLD_CRD);
        settings.put("conf", "spark.driver.memory=500M\nspark.eventLog.enabled=true\nspark.driver.cores=2");
        settings.put("feature-spill", "spark.local.dir=/spill\nspark.driver.memory=3g");
        settings.put("service-account", "drivers");
        TaskTemplate task = SdkTask.with(template(), "sparkConf.spark\\.batchScheduler", "volcano");
        task = SdkTask.with(task, "sparkConf.spark\\.flyteorg\\.spill\\.enabled", "true");
        task = SdkTask.with(task, "sparkConf.spark\\.kubernetes\\.executor\\.request\\.cores", "500m");

        assertThat(manifestOf(task, settings))
                .contains(
                        "spark.eventLog.enabled: \"true\"",
                        "spark.local.dir: \"/spill\"",
                        "spark.driver.memory: \"1000M\"",
                        "spark.kubernetes.driver.limit.cores: \"1\"",
                        "spark.kubernetes.executor.limit.cores: \"500m\"",
                        "batchScheduler: \"volcano\"",
                        "serviceAccount: \"drivers\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mainApplicationFile                       | ''     | neither mainApplicationFile nor mainClass says what the application runs
            sparkConf.spark\\.submit\\.deployMode     | client | spark.submit.deployMode is 'client', only 'cluster' is supported
            sparkConf.spark\\.executor\\.instances    | 0      | spark.executor.instances is 0, at least 1 is needed
            sparkConf.spark\\.executor\\.instances    | many   | spark.executor.instances is 'many', which is no whole number
            sparkConf.spark\\.flyte\\.spill\\.enabled | true   | the feature 'spill' is not configured; the features are:
            """)
    void refuses(String field, String value, String message) {
        Failure failure = refusal(SdkTask.with(template(), field, value));

        assertThat(failure.code()).isEqualTo(Failure.BAD_TASK);
        assertThat(failure.message().strip()).isEqualTo(message);
    }

    @Test
    void refusesAPodThatTheCrdCannotSay() {
        Failure failure = refusal(SdkTask.read("spark-pods.json"), OLD_CRD);

        assertThat(failure.code()).isEqualTo("CrdFieldNotSupported");
        assertThat(failure.message())
                .contains("spec.driver.template", "driverPod", "sparkapplications.sparkoperator.k8s.io");
    }

    @Test
    void refusesVolumesAndContainersThatTheCrdCannotSay() throws Exception {
        TaskTemplate.Builder task = template().toBuilder();
        K8sPod.Builder pod = task.getK8SPodBuilder();
        JsonFormat.parser().merge("""
                {"podSpec": {"containers": [{"name": "primary", "image": "registry/task:1"}],
                  "initContainers": [{"name": "first"}], "volumes": [{"name": "data"}]}}
                """, pod);

        Failure failure = refusal(task.build(), OLD_CRD);

        assertThat(failure.code()).isEqualTo("CrdFieldNotSupported");
        assertThat(failure.message()).contains("volumes, init containers");
    }

    @Test
    void linksToTheDriverWhileItRunsAndToTheHistoryThen() {
        TaskExecution execution = started(execution());

        status(execution, running());
        assertThat(links(execution)).containsExactly(Link.external("Spark Driver UI", "https://ui.example/app"));
        status(execution, succeeded());
        assertThat(links(execution))
                .containsExactly(Link.external("Spark History UI", "https://history/history/spark-1"));
    }

    @Test
    void refusesASettingThatIsNone() {
        assertThatThrownBy(() -> SparkSettings.of(new PluginSettings("spark", Map.of("pod-template", "perhaps"))))
                .hasMessage(
                        "flyte.executor.plugin.spark.pod-template is 'perhaps', which is none of: auto, always, never");
        assertThatThrownBy(() -> SparkSettings.of(new PluginSettings("spark", Map.of("conf", "spark.x"))))
                .hasMessageContaining("flyte.executor.plugin.spark.conf");
    }

    private TaskTemplate interruptible() {
        TaskTemplate.Builder task = template().toBuilder();
        task.getMetadataBuilder().setInterruptible(true);
        task.getSecurityContextBuilder().getRunAsBuilder().setK8SServiceAccount("analyst");
        task.getMetadataBuilder().getRetriesBuilder().setRetries(2);
        return task.build();
    }
}
