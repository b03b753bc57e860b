package org.flyte.devbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw containers on the local node, with a folder as object store. */
class RawContainerTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private TestNode local;
    private KubernetesClient client;
    private Path attempt;

    @BeforeEach
    void start() throws IOException {
        attempt = Files.createDirectories(folder.resolve("store/p/d/run/a0/1"));
        Inputs inputs = Inputs.newBuilder()
                .addLiterals(NamedLiteral.newBuilder().setName("word").setValue(text("echo")))
                .build();
        Files.write(attempt.resolveSibling("inputs.pb"), inputs.toByteArray());
        local = TestNode.start(folder);
        client = local.client();
    }

    @AfterEach
    void stop() throws InterruptedException {
        local.stop();
    }

    @Test
    void givesATaskItsInputsAndStoresWhatItLeaves() throws IOException {
        create("good", "inputs.pb", "cat /var/inputs/word /var/inputs/word > $TARGET; test -e /var/inputs2 || exit 0");

        Pod pod = ended("good");

        assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
        assertThat(pod.getStatus().getInitContainerStatuses())
                .extracting(
                        ContainerStatus::getName,
                        status -> status.getState().getTerminated().getExitCode())
                .containsExactly(tuple("flyte-copilot-uploader", 0), tuple("flyte-copilot-downloader", 0));
        Outputs outputs = Outputs.parseFrom(Files.readAllBytes(attempt.resolve("outputs.pb")));
        assertThat(outputs.getLiteralsList())
                .containsExactly(NamedLiteral.newBuilder()
                        .setName("text")
                        .setValue(text("echoecho"))
                        .build());
        await().atMost(SOON).until(() -> !Files.exists(new PodFiles(folder).volumes("good")));
    }

    @Test
    void doesNotStartATaskWhoseInputsAreMissing() throws IOException {
        create("lost", "none.pb", "echo started");

        Pod pod = ended("lost");

        assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(pod.getStatus().getContainerStatuses().getFirst().getState().getWaiting())
                .isNotNull();
        assertThat(pod.getStatus()
                        .getInitContainerStatuses()
                        .getLast()
                        .getState()
                        .getTerminated()
                        .getMessage())
                .contains("InputDownloadFailed")
                .contains("none.pb");
        assertThat(error().getCode()).isEqualTo("InputDownloadFailed");
        assertThat(new PodFiles(folder).log("lost")).doesNotExist();
    }

    @Test
    void saysWhichOutputIsMissing() throws IOException {
        create("forgets", "inputs.pb", "true");

        Pod pod = ended("forgets");

        assertThat(pod.getStatus()
                        .getInitContainerStatuses()
                        .getFirst()
                        .getState()
                        .getTerminated()
                        .getExitCode())
                .isEqualTo(1);
        assertThat(error().getCode()).isEqualTo("OutputUploadFailed");
        assertThat(error().getMessage()).contains("'text' is missing");
    }

    @Test
    void movesWholePathsOnly() {
        RawContainer raw = RawContainer.of(pod("p", "inputs.pb", ""), Path.of("/node/p"), Map.of(), Optional.empty())
                .orElseThrow();

        assertThat(raw.moved("cp /var/inputs/a /var/inputs2 x=/var/outputs:/my/var/inputs '/var/outputs'"))
                .isEqualTo(
                        "cp /node/p/flyte-inputs/a /var/inputs2 x=/node/p/flyte-outputs:/my/var/inputs '/node/p/flyte-outputs'");
    }

    @Test
    void leavesOtherPodsAlone() {
        Pod other = new PodBuilder()
                .withNewSpec()
                .addNewInitContainer()
                .withName("setup")
                .endInitContainer()
                .endSpec()
                .build();

        assertThat(RawContainer.of(other, folder, Map.of(), Optional.empty())).isEmpty();
    }

    private ContainerError error() throws IOException {
        return ErrorDocument.parseFrom(Files.readAllBytes(attempt.resolve("error.pb")))
                .getError();
    }

    private Pod ended(String name) {
        return await().atMost(SOON)
                .until(
                        () -> client.pods().inNamespace("flyte").withName(name).get(),
                        pod -> pod.getStatus() != null
                                && (pod.getStatus().getPhase().equals("Succeeded")
                                        || pod.getStatus().getPhase().equals("Failed")));
    }

    private void create(String name, String inputs, String script) {
        client.resource(pod(name, inputs, script)).create();
    }

    /** As the operator makes it, with what matters here. */
    private Pod pod(String name, String inputs, String script) {
        TypedInterface types = TypedInterface.newBuilder()
                .setOutputs(VariableMap.newBuilder()
                        .addVariables(VariableEntry.newBuilder()
                                .setKey("text")
                                .setValue(Variable.newBuilder()
                                        .setType(LiteralType.newBuilder().setSimple(SimpleType.STRING)))))
                .build();
        String prefix = attempt == null ? "/attempt" : attempt.toString();
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("flyte")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewInitContainer()
                .withName("flyte-copilot-uploader")
                .withArgs(
                        "sidecar",
                        "--from-local-dir",
                        "/var/outputs",
                        "--to-raw-output",
                        folder.resolve("store/raw").toString(),
                        "--interface",
                        Base64.getEncoder().encodeToString(types.toByteArray()),
                        "--to-output-prefix",
                        prefix)
                .addNewVolumeMount()
                .withName("flyte-outputs")
                .withMountPath("/var/outputs")
                .endVolumeMount()
                .endInitContainer()
                .addNewInitContainer()
                .withName("flyte-copilot-downloader")
                .withArgs(
                        "download",
                        "--from-remote",
                        Path.of(prefix).resolveSibling(inputs).toString(),
                        "--to-local-dir",
                        "/var/inputs",
                        "--to-output-prefix",
                        prefix)
                .addNewVolumeMount()
                .withName("flyte-inputs")
                .withMountPath("/var/inputs")
                .endVolumeMount()
                .endInitContainer()
                .addNewContainer()
                .withName("primary")
                .withImage("none")
                .withCommand("/bin/sh", "-c", script)
                .addNewEnv()
                .withName("TARGET")
                .withValue("/var/outputs/text")
                .endEnv()
                .endContainer()
                .endSpec()
                .build();
    }

    private static Literal text(String value) {
        return Literal.newBuilder()
                .setScalar(
                        Scalar.newBuilder().setPrimitive(Primitive.newBuilder().setStringValue(value)))
                .build();
    }
}
