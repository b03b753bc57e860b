package org.flyte.devbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDeploymentsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SERVE =
            "exec python3 -c \"import http.server as s; s.HTTPServer(('127.0.0.1', %d), s.SimpleHTTPRequestHandler).serve_forever()\"";

    @TempDir
    Path folder;

    private TestNode local;
    private KubernetesClient client;
    private LocalNode node;
    private LocalDeployments deployments;
    private int port;

    @BeforeEach
    void start() throws IOException {
        local = TestNode.start(folder);
        client = local.client();
        node = local.node();
        deployments = new LocalDeployments(local.settings(), client, node, Clock.systemUTC());
        deployments.start();
        port = freePort();
    }

    @AfterEach
    void stop() throws InterruptedException {
        deployments.stop(new ShutdownEvent());
        local.stop();
    }

    @Test
    void runsAPodAndSaysWhenItsPortAnswers() {
        create("one", SERVE.formatted(port));

        awaitStatus("one", status -> Integer.valueOf(1).equals(status.getAvailableReplicas()));

        assertThat(MachinePorts.answers(port)).isTrue();
        assertThat(pods()).hasSize(1);
    }

    @Test
    void replacesThePodWhenTheTemplateChangesAndEndsItWithTheDeployment() {
        create("one", SERVE.formatted(port));
        awaitStatus("one", status -> Integer.valueOf(1).equals(status.getAvailableReplicas()));
        String first = pods().getFirst().getMetadata().getName();

        edit("one", SERVE.formatted(port) + " # again", 1);

        await().atMost(SOON)
                .until(() -> pods().size() == 1
                        && !pods().getFirst().getMetadata().getName().equals(first)
                        && MachinePorts.answers(port));
        client.apps().deployments().inNamespace("flyte").withName("one").delete();
        await().atMost(SOON).until(() -> pods().isEmpty() && MachinePorts.isFree(port));
    }

    @Test
    void stopsAndStartsThePod() {
        create("one", SERVE.formatted(port));
        awaitStatus("one", status -> Integer.valueOf(1).equals(status.getAvailableReplicas()));

        edit("one", SERVE.formatted(port), 0);
        await().atMost(SOON).until(() -> pods().isEmpty() && MachinePorts.isFree(port));

        edit("one", SERVE.formatted(port), 1);
        await().atMost(SOON).until(() -> MachinePorts.answers(port));
    }

    @Test
    void refusesAPortThatAnotherDeploymentHas() {
        create("one", SERVE.formatted(port));
        awaitStatus("one", status -> Integer.valueOf(1).equals(status.getAvailableReplicas()));

        create("two", SERVE.formatted(port));

        awaitStatus(
                "two",
                status -> refusal(status).contains("port %d".formatted(port))
                        && refusal(status).contains("taken by the app one"));
        client.apps().deployments().inNamespace("flyte").withName("one").delete();
        awaitStatus("two", status -> Integer.valueOf(1).equals(status.getAvailableReplicas()));
        awaitStatus("two", status -> status.getConditions().isEmpty());
    }

    @Test
    void refusesAPortThatAnotherProgramHas() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            create("one", SERVE.formatted(port));

            awaitStatus("one", status -> refusal(status).contains("taken by another program"));
            assertThat(pods()).isEmpty();
        }
        awaitStatus("one", status -> Integer.valueOf(1).equals(status.getAvailableReplicas()));
    }

    @Test
    void startsAPodThatHasEndedAgain() {
        create("one", "exit 3");

        await().atMost(SOON)
                .until(() -> pods().stream()
                        .anyMatch(pod -> pod.getMetadata().getName().endsWith("-2")));
    }

    private void create(String name, String script) {
        client.resource(deployment(name, script, 1)).create();
    }

    private void edit(String name, String script, int replicas) {
        client.apps().deployments().inNamespace("flyte").withName(name).edit(present -> {
            present.setSpec(deployment(name, script, replicas).getSpec());
            return present;
        });
    }

    private Deployment deployment(String name, String script, int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("flyte")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Map.of("name", name))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withCommand("/bin/sh", "-c", script)
                .addNewPort()
                .withContainerPort(port)
                .endPort()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private void awaitStatus(String name, Predicate<DeploymentStatus> expected) {
        await().atMost(SOON).until(() -> {
            DeploymentStatus status = client.apps()
                    .deployments()
                    .inNamespace("flyte")
                    .withName(name)
                    .get()
                    .getStatus();
            return status != null && expected.test(status);
        });
    }

    private static String refusal(DeploymentStatus status) {
        return status.getConditions().isEmpty()
                ? ""
                : status.getConditions().getFirst().getMessage();
    }

    private List<Pod> pods() {
        return client.pods().inNamespace("flyte").list().getItems();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
