package org.flyte.devbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.flyte.platform.podlogs.PodLogSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalNodeTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private TestNode local;
    private KubernetesClient client;
    private LocalNode node;

    @BeforeEach
    void start() {
        local = TestNode.start(folder);
        client = local.client();
        node = local.node();
    }

    @AfterEach
    void stop() throws InterruptedException {
        local.stop();
    }

    @Test
    void runsAPodInAnEmptyFolderWithItsEnvironment() throws IOException {
        create("good", "echo $GREETING $FROM_NODE; ls | wc -l; echo oops >&2");

        ContainerStateTerminated end = endOf("good", "Succeeded");

        assertThat(end.getExitCode()).isZero();
        assertThat(end.getStartedAt()).isNotBlank();
        assertThat(Files.readAllLines(new PodFiles(folder).log("good")))
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z .*"))
                .extracting(line -> line.substring(line.indexOf(' ') + 1).strip())
                .containsExactly("hello node", "0", "oops");
    }

    @Test
    void reportsExitStatusAndLastLogLinesOfAFailedPod() {
        create("bad", "echo something broke; exit 7");

        ContainerStateTerminated end = endOf("bad", "Failed");

        assertThat(end.getExitCode()).isEqualTo(7);
        assertThat(end.getReason()).isEqualTo("Error");
        assertThat(end.getMessage()).isEqualTo("something broke");
    }

    @Test
    void killsADeletedPodAndItsChildProcesses() throws IOException {
        create("long", "trap '' TERM; sleep 600 & echo $! > %s/child; wait".formatted(folder));
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("child")) && "Running".equals(phase("long")));
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        assertThat(ProcessHandle.of(child)).isPresent();

        client.pods().inNamespace("flyte").withName("long").delete();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ProcessHandle.of(child)).isEmpty());
        await().atMost(SOON).until(() -> !Files.exists(new PodFiles(folder).pid("long")));
    }

    @Test
    void reportsWhyAPodCannotStart() {
        client.resource(pod("odd", "/no/such/program")).create();

        ContainerStateTerminated end = endOf("odd", "Failed");

        assertThat(end.getExitCode()).isNotZero();
        assertThat(end.getMessage()).contains("/no/such/program");
    }

    @Test
    void givesAPodItsSecretsAsVariablesAndPrivateFiles() throws IOException {
        createSecret("keys");
        client.resource(withSecret(
                        pod(
                                "secretive",
                                "/bin/sh",
                                "-c",
                                "echo $TOKEN; cat $PLACE; echo; ls -l $PLACE; ls -ld $FOLDER"),
                        "keys"))
                .create();
        endOf("secretive", "Succeeded");

        assertThat(Files.readAllLines(new PodFiles(folder).log("secretive")))
                .extracting(line -> line.substring(line.indexOf(' ') + 1))
                .satisfies(line -> assertThat(line).isEqualTo("s3cret"), org.assertj.core.data.Index.atIndex(0))
                .satisfies(line -> assertThat(line).isEqualTo("s3cret"), org.assertj.core.data.Index.atIndex(1))
                .satisfies(line -> assertThat(line).startsWith("-rw-------"), org.assertj.core.data.Index.atIndex(2))
                .satisfies(line -> assertThat(line).startsWith("drwx------"), org.assertj.core.data.Index.atIndex(3));
        await().atMost(SOON).until(() -> !Files.exists(new PodFiles(folder).secrets("secretive")));
    }

    @Test
    void saysWhichSecretIsMissing() {
        client.resource(withSecret(pod("unlucky", "/bin/true"), "absent")).create();

        assertThat(endOf("unlucky", "Failed").getMessage()).isEqualTo("key token of Secret absent does not exist");
    }

    @Test
    void deletesTheSecretOfAPodThatIsGone() {
        createSecret("kept");
        client.resource(new SecretBuilder(secret("orphaned"))
                        .editMetadata()
                        .addNewOwnerReference()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName("gone")
                        .withUid("gone")
                        .endOwnerReference()
                        .endMetadata()
                        .build())
                .create();

        await().atMost(SOON)
                .until(() -> client.secrets()
                                .inNamespace("flyte")
                                .withName("orphaned")
                                .get()
                        == null);
        assertThat(client.secrets().inNamespace("flyte").withName("kept").get()).isNotNull();
    }

    @Test
    void startsChildrenWhileTheirParentsWait() {
        for (int parent = 0; parent < 8; parent++) {
            create("parent" + parent, "while ! test -e %s/go; do sleep 0.2; done".formatted(folder));
        }
        create("child", "touch %s/go".formatted(folder));

        for (int parent = 0; parent < 8; parent++) {
            endOf("parent" + parent, "Succeeded");
        }
    }

    @Test
    void reportsTheFailureOfAPodThatPrintedMuchAtOnce() {
        create(
                "loud",
                "i=0; while [ $i -lt 10 ]; do head -c 1000000 /dev/zero | tr '\\0' x | fold -w 99; i=$((i+1)); done;"
                        + " echo; echo last words; touch %s/ended; exit 9".formatted(folder));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("ended")));
        await().atMost(Duration.ofSeconds(2)).until(() -> "Failed".equals(phase("loud")));

        assertThat(endOf("loud", "Failed").getMessage()).endsWith("last words");
    }

    @Test
    void endsWithItsProcessAndKillsWhatThatLeavesBehindInASessionOfItsOwn() throws IOException {
        create("leaver", "setsid sleep 600 & echo $! > %s/left; sleep 0.3; echo bye; exit 4".formatted(folder));

        ContainerStateTerminated end = endOf("leaver", "Failed");

        assertThat(end.getMessage()).isEqualTo("bye");
        long left = Long.parseLong(Files.readString(folder.resolve("left")).strip());
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(ProcessHandle.of(left).filter(ProcessHandle::isAlive))
                        .isEmpty());
    }

    @Test
    void keepsWhatIsPrintedBetweenTheSignalAndTheEnd() throws IOException {
        create("polite", "trap 'sleep 0.3; echo goodbye; exit 0' TERM; echo hello; while :; do sleep 0.1; done");
        await().atMost(SOON).until(() -> "Running".equals(phase("polite")));
        LocalPodLogSource source = new LocalPodLogSource(new TestConfig(folder), node, null);
        await().atMost(SOON).until(() -> Files.size(new PodFiles(folder).log("polite")) > 0);

        try (InputStream log = source.open(
                new PodLogSource.Request("flyte", "polite", "primary", true, Optional.empty(), OptionalInt.empty()))) {
            client.pods().inNamespace("flyte").withName("polite").delete();
            String all = new String(log.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).contains(" hello\n").endsWith(" goodbye\n");
        }
    }

    @Test
    void keepsTheFolderThatTheOutputsName() throws IOException {
        Path run = folder.resolve("store/p/d/run");
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("_U_RUN_BASE", run + "/");
        variables.put("ACTION_NAME", "a0");
        variables.put("FLYTE_ATTEMPT_NUMBER", "0");
        create(
                "maker",
                "echo value > out.txt; mkdir -p %1$s/a0/1; echo $PWD/out.txt > %1$s/a0/1/outputs.pb".formatted(run),
                variables);
        variables.put("ACTION_NAME", "a1");
        create(
                "user",
                "echo value > out.txt; mkdir -p %1$s/a1/1; echo 7 > %1$s/a1/1/outputs.pb".formatted(run),
                variables);

        variables.put("ACTION_NAME", "a2");
        create(
                "replacement",
                "echo value > out.txt; mkdir -p %1$s/a2/1-1; echo $PWD/out.txt > %1$s/a2/1-1/outputs.pb".formatted(run),
                variables);

        endOf("maker", "Succeeded");
        endOf("replacement", "Succeeded");
        endOf("user", "Succeeded");

        Path named = Path.of(Files.readString(run.resolve("a0/1/outputs.pb")).strip());
        await().atMost(SOON).until(() -> !Files.exists(run.resolve("_raw/work/user")));
        assertThat(named).hasContent("value").startsWith(run);
        assertThat(run.resolve("_raw/work/replacement/out.txt")).hasContent("value");
    }

    private void create(String name, String script, Map<String, String> variables) {
        Pod pod = pod(name, "/bin/sh", "-c", script);
        variables.forEach((key, value) -> pod.getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .add(new EnvVarBuilder().withName(key).withValue(value).build()));
        client.resource(pod).create();
    }

    private void create(String name, String script) {
        client.resource(pod(name, "/bin/sh", "-c", script)).create();
    }

    private static Pod pod(String name, String... command) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("flyte")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("primary")
                .withImage("none")
                .withArgs(command)
                .addNewEnv()
                .withName("GREETING")
                .withValue("hello")
                .endEnv()
                .endContainer()
                .endSpec()
                .build();
    }

    private void createSecret(String name) {
        client.resource(secret(name)).create();
    }

    private static Secret secret(String name) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("flyte")
                .endMetadata()
                .addToData("token", Base64.getEncoder().encodeToString("s3cret".getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private static Pod withSecret(Pod pod, String name) {
        return new PodBuilder(pod)
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("TOKEN")
                .withNewValueFrom()
                .withNewSecretKeyRef("token", name, false)
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("PLACE")
                .withValue("/etc/flyte/secrets/grp/token")
                .endEnv()
                .addNewEnv()
                .withName("FOLDER")
                .withValue("/etc/flyte/secrets")
                .endEnv()
                .addNewVolumeMount()
                .withName("secrets")
                .withMountPath("/etc/flyte/secrets")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("secrets")
                .withNewSecret()
                .withSecretName(name)
                .addNewItem("token", null, "grp/token")
                .endSecret()
                .endVolume()
                .endSpec()
                .build();
    }

    private ContainerStateTerminated endOf(String name, String phase) {
        await().atMost(SOON).until(() -> phase.equals(phase(name)));
        return client.pods()
                .inNamespace("flyte")
                .withName(name)
                .get()
                .getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getTerminated();
    }

    private String phase(String name) {
        Pod pod = client.pods().inNamespace("flyte").withName(name).get();
        return pod == null || pod.getStatus() == null ? null : pod.getStatus().getPhase();
    }

    record TestConfig(Path folder) implements NodeConfig {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Optional<Path> venv() {
            return Optional.empty();
        }

        @Override
        public OptionalInt starts() {
            return OptionalInt.of(2);
        }

        @Override
        public Duration startTime() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration grace() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration sweep() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration logRetention() {
            return Duration.ofHours(1);
        }

        @Override
        public MemorySize maxLogsSize() {
            return new MemorySize(BigInteger.valueOf(1_000_000_000));
        }

        @Override
        public Optional<Path> caFile() {
            return Optional.of(Path.of("/data/tls.pem"));
        }

        @Override
        public String apiAddress() {
            return "localhost:8090";
        }

        @Override
        public Optional<Path> storeFolder() {
            return Optional.of(folder.resolve("store"));
        }

        @Override
        public Map<String, String> environment() {
            return Map.of("FROM_NODE", "node");
        }
    }
}
