package org.flyte.devbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.idl.cluster.ClusterServiceGrpc;
import org.flyte.idl.cluster.SelectClusterRequest;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.dataproxy.DataProxyServiceGrpc;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.idl.dataproxy.TailLogsResponse;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.idl.workflow.InternalRunServiceGrpc;
import org.flyte.idl.workflow.RecordActionRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Wire probes W16 and W18 of docs/wire-probes.md: logs in every part of a pod's life, and the address for data calls.
 *
 * <p>W16 is shown on the local node; the stored log is that of the object store, as on a real cluster.
 */
@ExtendWith(SharedDevbox.class)
class LogAndClusterProbesIT {
    private final DevboxProcess devbox;
    private final ConnectClient client;
    private final Given given;

    LogAndClusterProbesIT(DevboxProcess devbox) {
        this.devbox = devbox;
        this.client = new ConnectClient(devbox.port());
        this.given = new Given(devbox);
    }

    @Test
    @DisplayName("W16 TailLogs before start: NOT_FOUND; then a stream while the pod runs; stored logs without the pod")
    void w16LogsBeforeWhileAndAfterThePod() throws IOException {
        String run = given.sleepingRun();
        Path signal = devbox.scratch().resolve("go-" + run);
        var task = given.task(
                run, "chatty", "echo first; while [ ! -e %s ]; do sleep 0.05; done; echo last".formatted(signal));
        new ConnectClient(devbox.internalPort())
                .call(
                        InternalRunServiceGrpc.getRecordActionMethod(),
                        RecordActionRequest.newBuilder()
                                .setActionId(task.getAction().getActionId())
                                .setParent("a0")
                                .setInputUri(task.getAction().getInputUri())
                                .setTask(task.getAction().getTask())
                                .build());
        assertThat(linesOf(run, "not_found")).isEmpty();

        given.enqueue(task);
        given.awaitLogs(run, "chatty");
        try (var stream = tail(run)) {
            assertThat(messages(stream.next().orElseThrow())).containsExactly("first\n");
            Files.createFile(signal);
            assertThat(rest(stream)).containsExactly("last\n");
            assertThat(stream.endCode()).isEqualTo("ok");
        }

        given.ended(run, "chatty");
        deletePod(run);
        assertThat(linesOf(run, "ok")).containsExactly("first\n", "last\n");
        given.abort(run);
    }

    private List<String> linesOf(String run, String endCode) throws IOException {
        try (var stream = tail(run)) {
            List<String> lines = rest(stream);
            assertThat(stream.endCode()).isEqualTo(endCode);
            return lines;
        }
    }

    private ConnectStream<TailLogsResponse> tail(String run) throws IOException {
        return ConnectStream.open(
                devbox.port(),
                DataProxyServiceGrpc.getTailLogsMethod(),
                TailLogsRequest.newBuilder()
                        .setActionId(Given.action(run, "chatty"))
                        .setAttempt(1)
                        .build());
    }

    private static List<String> rest(ConnectStream<TailLogsResponse> stream) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Optional<TailLogsResponse> next = stream.next(); next.isPresent(); next = stream.next()) {
            lines.addAll(messages(next.get()));
        }
        return lines;
    }

    private static List<String> messages(TailLogsResponse response) {
        return response.getLogsList().stream()
                .flatMap(logs -> logs.getLinesList().stream())
                .map(LogLine::getMessage)
                .toList();
    }

    private void deletePod(String run) throws IOException {
        PodLogContext pod =
                given.details(run, "chatty").getAttempts(0).getLogContext().getPods(0);
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(devbox.property("kubernetes.master"))
                .withOauthToken(devbox.property("kubernetes.auth.token"))
                .withHttp2Disable(true)
                .build();
        try (KubernetesClient api =
                new KubernetesClientBuilder().withConfig(config).build()) {
            var resource = api.pods().inNamespace(pod.getNamespace()).withName(pod.getPodName());
            resource.delete();
            await().atMost(Given.SOON).until(() -> resource.get() == null);
        }
    }

    @Test
    @DisplayName("W18 SelectCluster behind a TLS proxy: the public https address, or nothing when it is not sure")
    void w18SelectClusterBehindATlsProxy() throws Exception {
        try (TlsProxy telling = new TlsProxy(devbox.port(), true);
                TlsProxy silent = new TlsProxy(devbox.port(), false)) {
            String here = "localhost:" + telling.port();

            assertThat(selected(telling, TlsProxy.HOST)).isEqualTo("https://" + TlsProxy.HOST);
            assertThat(selected(telling, TlsProxy.HOST + ":8443")).isEqualTo("https://" + TlsProxy.HOST + ":8443");
            assertThat(selected(telling, here)).isEqualTo("https://" + here);
            assertThat(selected(silent, TlsProxy.HOST)).isEmpty();
            try (RawConnection connection = select(telling, "pages.example.org")) {
                assertThat(connection.head().status())
                        .as("a name that is not devbox's")
                        .isEqualTo(421);
            }
        }
    }

    private static String selected(TlsProxy proxy, String host) throws Exception {
        try (RawConnection connection = select(proxy, host)) {
            assertThat(connection.head().status()).isEqualTo(200);
            byte[] body = connection.body().readAllBytes();
            return ClusterServiceGrpc.getSelectClusterMethod()
                    .parseResponse(new ByteArrayInputStream(body))
                    .getClusterEndpoint();
        }
    }

    private static RawConnection select(TlsProxy proxy, String host) throws Exception {
        byte[] request = SelectClusterRequest.newBuilder()
                .setProjectId(Given.project())
                .setOperation(SelectClusterRequest.Operation.OPERATION_CREATE_UPLOAD_LOCATION)
                .build()
                .toByteArray();
        RawConnection connection = proxy.connect();
        connection.post(
                "/" + ClusterServiceGrpc.getSelectClusterMethod().getFullMethodName(),
                Map.of("host", host, "content-type", "application/proto", "content-encoding", "gzip"),
                Frames.gzip(request),
                1000);
        return connection;
    }
}
