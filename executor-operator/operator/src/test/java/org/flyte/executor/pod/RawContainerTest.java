package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.pod.PodPhases.Phase;
import org.flyte.executor.pod.PodPhases.Verdict;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.DataLoadingConfig;
import org.flyte.idl.core.IOStrategy;
import org.flyte.idl.core.IOStrategy.DownloadMode;
import org.flyte.idl.core.IOStrategy.UploadMode;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.idl.core.Resources.ResourceName;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawContainerTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/raw-container-pod.yaml");
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final Map<String, String> IMAGE = Map.of("flyte.executor.copilot.image", "copilot:1");

    private final KubernetesSerialization json = new KubernetesSerialization();

    /** {@code -Dgolden.update=true} regenerates the file. */
    @Test
    void makesTheGoldenPod() throws IOException {
        Map<String, String> settings = Map.of(
                "flyte.executor.copilot.image", "copilot:1",
                "flyte.executor.copilot.cpu-limit", "1",
                "flyte.executor.copilot.max-size", "1G",
                "flyte.executor.copilot.env.AWS_REGION", "eu-central-1",
                "flyte.executor.copilot.env-from-secrets", "store-credentials",
                "flyte.executor.pod.default-env.FLYTE_AWS_ENDPOINT", "http://store:9000");
        TaskTemplate template = raw(config -> config.setInputPath("/var/inputs").setOutputPath("/var/outputs"));

        String yaml = json.asYaml(pod(settings, template));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, yaml);
        }

        assertThat(yaml).isEqualTo(Files.readString(GOLDEN));
    }

    /** devbox's local node has an empty image, whatever the environment says. */
    @Test
    void refusesARawContainerWithoutAnImageOfCopilot() {
        assertThat(Configs.copilot(Map.of("flyte.executor.copilot.image", "")).image())
                .isEmpty();
        assertThatThrownBy(() -> pod(Map.of(), raw(config -> {})))
                .isInstanceOf(BadTemplateException.class)
                .hasMessageContaining("flyte.executor.copilot.image");
    }

    @Test
    void addsNothingForWhatATaskDoesNotHave() {
        TaskTemplate noOutputs = raw(config -> {}).toBuilder()
                .setInterface(TypedInterface.newBuilder().setInputs(variables("word")))
                .build();
        TaskTemplate neither = raw(config -> config.setIoStrategy(IOStrategy.newBuilder()
                .setDownloadMode(DownloadMode.DO_NOT_DOWNLOAD)
                .setUploadMode(UploadMode.DO_NOT_UPLOAD)));

        assertThat(pod(IMAGE, noOutputs).getSpec().getInitContainers())
                .extracting(io.fabric8.kubernetes.api.model.Container::getName)
                .containsExactly("flyte-copilot-downloader");
        assertThat(pod(IMAGE, noOutputs).getSpec().getTerminationGracePeriodSeconds())
                .isNull();
        assertThat(pod(Map.of(), neither).getSpec().getInitContainers()).isEmpty();
    }

    @Test
    void servesThePrimaryContainerOfAPodTemplateAsItsUser() throws InvalidProtocolBufferException {
        Struct.Builder spec = Struct.newBuilder();
        JsonFormat.parser().merge("""
                {"containers": [{"name": "other", "image": "o"},
                 {"name": "main", "image": "m", "securityContext": {"runAsUser": 1000, "runAsGroup": 2000}}],
                 "initContainers": [{"name": "first", "image": "f"}]}""", spec);
        TaskTemplate template = raw(config -> {}).toBuilder()
                .setK8SPod(K8sPod.newBuilder()
                        .setPodSpec(spec)
                        .setPrimaryContainerName("main")
                        .setDataConfig(DataLoadingConfig.newBuilder().setEnabled(true)))
                .build();

        var pod = pod(IMAGE, template).getSpec();

        assertThat(pod.getInitContainers())
                .extracting(io.fabric8.kubernetes.api.model.Container::getName)
                .containsExactly("flyte-copilot-uploader", "first", "flyte-copilot-downloader");
        assertThat(pod.getContainers().getFirst().getVolumeMounts()).isEmpty();
        assertThat(pod.getContainers().getLast().getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .containsExactly("/var/flyte/inputs", "/var/flyte/outputs");
        var security = pod.getInitContainers().getFirst().getSecurityContext();
        assertThat(security.getRunAsUser()).isEqualTo(1000);
        assertThat(security.getRunAsGroup()).isEqualTo(2000);
        assertThat(security.getCapabilities().getAdd()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "inputs,       /var/outputs, data_config.input_path is 'inputs'",
        "/var/../etc,  /var/outputs, data_config.input_path is '/var/../etc'",
        "/,            /var/outputs, data_config.input_path is '/'",
        "/var/inputs,  outputs,      data_config.output_path is 'outputs'",
        "/var/data,    /var/data,    are both '/var/data'",
    })
    void refusesFoldersThatCannotBeMounted(String inputs, String outputs, String message) {
        assertThatThrownBy(() ->
                        pod(IMAGE, raw(config -> config.setInputPath(inputs).setOutputPath(outputs))))
                .isInstanceOf(BadTemplateException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWaysOfTransferThatAreNotBuilt() {
        TaskTemplate stream = raw(
                config -> config.setIoStrategy(IOStrategy.newBuilder().setDownloadMode(DownloadMode.DOWNLOAD_STREAM)));
        TaskTemplate eager =
                raw(config -> config.setIoStrategy(IOStrategy.newBuilder().setUploadMode(UploadMode.UPLOAD_EAGER)));

        assertThatThrownBy(() -> pod(IMAGE, stream)).hasMessageContaining("DOWNLOAD_STREAM");
        assertThatThrownBy(() -> pod(IMAGE, eager)).hasMessageContaining("UPLOAD_EAGER");
    }

    @Test
    void limitsTheVolumesByTheStorageOfTheTask() {
        TaskTemplate template = raw(config -> {});
        TaskTemplate limited = template.toBuilder()
                .setContainer(template.getContainer().toBuilder()
                        .setResources(Resources.newBuilder()
                                .addLimits(ResourceEntry.newBuilder()
                                        .setName(ResourceName.STORAGE)
                                        .setValue("2Gi"))))
                .build();

        assertThat(pod(IMAGE, limited).getSpec().getVolumes())
                .hasSize(2)
                .allSatisfy(volume ->
                        assertThat(volume.getEmptyDir().getSizeLimit()).hasToString("2Gi"));
    }

    @ParameterizedTest(name = "pod {0}, task exit {1}, uploader {2} -> {3} {4}")
    @CsvSource({
        "Running,   0,   running, RUNNING,   ''",
        "Running,   1,   running, RUNNING,   ''",
        "Running,   0,   0,       COMPLETED, ''",
        "Running,   0,   1,       FAILED,    OutputUploadFailed",
        "Running,   3,   1,       FAILED,    Error",
        "Succeeded, 0,   0,       COMPLETED, ''",
        "Succeeded, 0,   1,       FAILED,    OutputUploadFailed",
        "Succeeded, 0,   137,     FAILED,    OutputUploadFailed",
        "Failed,    3,   0,       FAILED,    Error",
        "Failed,    139, 0,       FAILED,    Error",
        "Running,   139, 0,       FAILED,    Error",
    })
    void waitsForTheOutputsAndJudgesThem(String phase, int exit, String uploader, Phase expected, String code) {
        ContainerStatus task = ended("primary", exit);
        ContainerStatus upload = "running".equals(uploader)
                ? running("flyte-copilot-uploader")
                : ended("flyte-copilot-uploader", Integer.parseInt(uploader));
        PodStatus status = new PodStatusBuilder()
                .withPhase(phase)
                .withInitContainerStatuses(upload)
                .withContainerStatuses(task)
                .build();

        Verdict verdict =
                new PodPhases(Configs.pods(Map.of())).verdict(TestPods.withStatus(status), T0.plusSeconds(60));

        assertThat(verdict.phase()).isEqualTo(expected);
        assertThat(verdict.failure() == null ? "" : verdict.failure().code()).isEqualTo(code);
        assertThat(new TaskPod(TestPods.withStatus(status)).isOver()).isEqualTo(expected != Phase.RUNNING);
    }

    @Test
    void saysThatInputsWereNotFetched() {
        PodStatus status = new PodStatusBuilder()
                .withPhase("Failed")
                .withInitContainerStatuses(ended("flyte-copilot-uploader", 0), ended("flyte-copilot-downloader", 2))
                .build();

        Verdict verdict = new PodPhases(Configs.pods(Map.of())).verdict(TestPods.withStatus(status), T0);

        assertThat(verdict.failure().code()).isEqualTo("InputDownloadFailed");
        assertThat(verdict.failure().isSystem()).isTrue();
    }

    private Pod pod(Map<String, String> settings, TaskTemplate template) {
        TaskAction action = Actions.action("flyte", "s3://flyte", template, spec -> {
            spec.runName = "run1";
            spec.runOutputBase = "s3://flyte/p/d/run1/";
            spec.inputUri = "s3://flyte/p/d/run1/a0/inputs.pb";
            spec.runStartTime = T0;
        });
        action.getMetadata().setUid("uid-1");
        return new PodFactory(Configs.pods(settings), Configs.copilot(settings), json)
                .create(new TaskExecution(action, template, 1, 0), List.of(), name -> name + "=1");
    }

    private static TaskTemplate raw(Consumer<DataLoadingConfig.Builder> change) {
        DataLoadingConfig.Builder config = DataLoadingConfig.newBuilder().setEnabled(true);
        change.accept(config);
        return Actions.template()
                .setType("raw-container")
                .setInterface(
                        TypedInterface.newBuilder().setInputs(variables("word")).setOutputs(variables("text")))
                .setContainer(Container.newBuilder()
                        .setImage("image:1")
                        .addCommand("repeat")
                        .addArgs("{{.inputs.count}}")
                        .setDataConfig(config))
                .build();
    }

    private static VariableMap variables(String name) {
        return VariableMap.newBuilder()
                .addVariables(VariableEntry.newBuilder()
                        .setKey(name)
                        .setValue(Variable.newBuilder()
                                .setType(LiteralType.newBuilder().setSimple(SimpleType.STRING))))
                .build();
    }

    private static ContainerStatus ended(String name, int exit) {
        return new ContainerStatusBuilder()
                .withName(name)
                .withState(new ContainerStateBuilder()
                        .withNewTerminated()
                        .withExitCode(exit)
                        .withReason(exit == 0 ? "Completed" : "Error")
                        .endTerminated()
                        .build())
                .build();
    }

    private static ContainerStatus running(String name) {
        return new ContainerStatusBuilder()
                .withName(name)
                .withState(new ContainerStateBuilder()
                        .withNewRunning("2026-11-24T10:00:01Z")
                        .build())
                .build();
    }
}
