package org.flyte.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.flyte.apps.logs.FakeLogs;
import org.flyte.idl.app.App;
import org.flyte.idl.app.AppLogsServiceGrpc.AppLogsServiceBlockingStub;
import org.flyte.idl.app.AppServiceGrpc.AppServiceBlockingStub;
import org.flyte.idl.app.Condition;
import org.flyte.idl.app.CreateRequest;
import org.flyte.idl.app.DeleteRequest;
import org.flyte.idl.app.GetRequest;
import org.flyte.idl.app.Identifier;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.Spec.DesiredState;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.idl.app.Status.Substate;
import org.flyte.idl.app.TailLogsRequest;
import org.flyte.idl.app.TailLogsResponse;
import org.flyte.idl.app.UpdateRequest;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKubernetes;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;

/** Apps on a real Kubernetes: its controllers, its nodes, its Services. Needs a node that this machine reaches. */
@RealCluster
@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(RealKubernetes.class)
class RealClusterAppTest {
    private static final String IMAGE = System.getProperty("flyte.test.image", "localhost/flyte-task:1");
    private static final Duration SOON = Duration.ofMinutes(2);

    /** Answers with its variable VERSION, and ends when it is asked to. */
    private static final String SERVER = """
            import http.server, os, signal, sys
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            class Answer(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    body = os.environ["VERSION"].encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
            http.server.ThreadingHTTPServer((sys.argv[1], 8080), Answer).serve_forever()
            """;

    @GrpcClient("self")
    AppServiceBlockingStub apps;

    @GrpcClient("self")
    AppLogsServiceBlockingStub logs;

    @Inject
    KubernetesClient cluster;

    @Inject
    AppsConfig config;

    @Inject
    FakeLogs source;

    private final Identifier id = Apps.id("p" + UUID.randomUUID().toString().substring(0, 8), "hello");

    @Test
    void servesAndIsUpdatedWithoutAFailedRequest() throws Exception {
        source.useCluster();
        App app = create(spec("0.0.0.0", "one"));
        awaitActive(1);
        URI address = address();
        awaitAnswer(address, "one");

        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicInteger requests = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Thread load = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                try {
                    get(address);
                    requests.incrementAndGet();
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }
        });
        App updated = update(app.toBuilder().setSpec(spec("0.0.0.0", "two")).build());
        awaitActive(2);
        awaitAnswer(address, "two");
        awaitPods(1);
        over.set(true);
        load.join(SOON);
        assertThat(failures).isEmpty();
        assertThat(requests).hasValueGreaterThan(20);

        Queue<TailLogsResponse> lines = new ConcurrentLinkedQueue<>();
        readTheLog(lines);
        await().untilAsserted(() -> assertThat(lines.toString()).contains("GET / HTTP/1.1"));
        assertThat(lines.peek().getReplicas().getReplicasCount()).isEqualTo(1);

        App stopped = update(Apps.with(updated, DesiredState.DESIRED_STATE_STOPPED));
        await().untilAsserted(() ->
                assertThat(present().getDeploymentStatus()).isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_STOPPED));
        awaitPods(0);
        update(Apps.with(stopped, DesiredState.DESIRED_STATE_STARTED));
        awaitActive(4);
        awaitAnswer(address, "two");

        var unused = apps().delete(DeleteRequest.newBuilder().setAppId(id).build());
        await().untilAsserted(() -> {
            assertThat(service()).isNull();
            assertThat(cluster.apps()
                            .deployments()
                            .inNamespace(config.namespace())
                            .withName(objectName())
                            .get())
                    .isNull();
        });
        awaitPods(0);
    }

    @Test
    void saysWhatKeepsAnAppFromServing() {
        App app = create(Apps.spec("localhost/no-such-image:1"));
        await().untilAsserted(() -> {
            assertThat(present().getDeploymentStatus()).isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_FAILED);
            assertThat(present().getSubstate()).isEqualTo(Substate.IMAGE_PULL_ERROR);
        });

        App local = update(app.toBuilder().setSpec(spec("127.0.0.1", "one")).build());
        await().untilAsserted(() -> assertThat(present().getMessage()).contains("waiting for port 8080 to answer"));

        update(local.toBuilder().setSpec(spec("0.0.0.0", "one")).build());
        awaitActive(3);
        var unused = apps().delete(DeleteRequest.newBuilder().setAppId(id).build());
        awaitPods(0);
    }

    /** To its end: a stream that nobody reads holds up the others of its connection. */
    private void readTheLog(Queue<TailLogsResponse> lines) {
        Thread.ofVirtual().start(() -> {
            try {
                logs.withDeadlineAfter(SOON)
                        .tailLogs(TailLogsRequest.newBuilder().setAppId(id).build())
                        .forEachRemaining(lines::add);
            } catch (StatusRuntimeException e) {
                // The test ends before the log.
            }
        });
    }

    private static Spec spec(String host, String version) {
        Spec.Builder spec = Apps.spec(IMAGE).toBuilder();
        spec.getContainerBuilder()
                .clearCommand()
                .addCommand("python3")
                .addCommand("-u")
                .addCommand("-c")
                .addCommand(SERVER)
                .addCommand(host)
                .addEnv(KeyValuePair.newBuilder().setKey("VERSION").setValue(version));
        return spec.build();
    }

    private App create(Spec spec) {
        App app = Apps.app(id, IMAGE).toBuilder().setSpec(spec).build();
        return apps().create(CreateRequest.newBuilder().setApp(app).build()).getApp();
    }

    private App update(App app) {
        return apps().update(UpdateRequest.newBuilder().setApp(app).build()).getApp();
    }

    private Condition present() {
        try {
            return apps().get(GetRequest.newBuilder().setAppId(id).build())
                    .getApp()
                    .getStatus()
                    .getConditionsList()
                    .getLast();
        } catch (StatusRuntimeException e) {
            throw new AssertionError(e);
        }
    }

    private AppServiceBlockingStub apps() {
        return apps.withDeadlineAfter(Duration.ofSeconds(30));
    }

    private void awaitActive(long revision) {
        await().untilAsserted(() -> {
            assertThat(present().getDeploymentStatus())
                    .as(present().getMessage())
                    .isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE);
            assertThat(present().getRevision()).isEqualTo(revision);
        });
    }

    /** The node learns a moment later than we which pods a Service has. */
    private static void awaitAnswer(URI address, String expected) {
        await().ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get(address).equals(expected));
    }

    private void awaitPods(int count) {
        await().untilAsserted(() -> assertThat(cluster.pods()
                        .inNamespace(config.namespace())
                        .withLabel("flyte.org/project", id.getProject())
                        .list()
                        .getItems())
                .hasSize(count));
    }

    private URI address() {
        return URI.create("http://%s/".formatted(service().getSpec().getClusterIP()));
    }

    private Service service() {
        return cluster.services()
                .inNamespace(config.namespace())
                .withName(objectName())
                .get();
    }

    private String objectName() {
        return "hello-%s-development".formatted(id.getProject());
    }

    /** On a connection of its own: those that stay open would hide a pod that takes no new ones. */
    private static String get(URI address) throws IOException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            return client.send(
                            HttpRequest.newBuilder(address)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(250));
    }
}
