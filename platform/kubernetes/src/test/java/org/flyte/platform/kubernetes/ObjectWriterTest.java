package org.flyte.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectWriterTest {
    private static final String METADATA = """
            {"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"x","uid":"u-1",
             "labels":{"uid":"no"},"resourceVersion":"12","creationTimestamp":"2026-11-24T10:00:00Z",
             "managedFields":[{"manager":"m","fieldsV1":{"f:metadata":{}}}]}}""";

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private KubernetesClient client;
    private ObjectWriter writer;
    private int code = 201;
    private String answer = METADATA;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        writer = new ObjectWriter(client);
    }

    @AfterEach
    void close() {
        client.close();
        server.stop(0);
    }

    @Test
    void asksForTheMetadataOfWhatItWrites() {
        Pod created = writer.create(pod());

        assertThat(created.getMetadata().getUid()).isEqualTo("u-1");
        assertThat(created.getMetadata().getResourceVersion()).isEqualTo("12");
        assertThat(created.getMetadata().getCreationTimestamp()).isEqualTo("2026-11-24T10:00:00Z");
        assertThat(writer.patchStatus(job(), "{\"status\":1}"))
                .isEqualTo(new WrittenObject("u-1", "12", "2026-11-24T10:00:00Z"));
        writer.patch(job(), "{\"metadata\":1}");
        String partial = " application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json ";
        String jobs = "/apis/batch/v1/namespaces/ns/jobs/j";
        assertThat(requests)
                .containsExactly(
                        "POST /api/v1/namespaces/ns/pods application/json" + partial
                                + client.getKubernetesSerialization().asJson(pod()),
                        "PATCH " + jobs + "/status application/merge-patch+json" + partial + "{\"status\":1}",
                        "PATCH " + jobs + " application/merge-patch+json" + partial + "{\"metadata\":1}");
    }

    @Test
    void readsAWholeObjectToo() {
        answer = "{\"kind\":\"Pod\",\"spec\":{\"metadata\":{\"uid\":\"no\"}}," + METADATA.substring(1);

        assertThat(writer.create(pod()).getMetadata().getUid()).isEqualTo("u-1");
    }

    @ParameterizedTest
    @CsvSource({"403, exceeded quota: pods", "404, not found", "409, has changed", "422, invalid"})
    void failsWithTheCodeAndTheMessageOfARefusal(int refusal, String message) {
        code = refusal;
        answer = "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"%s\",\"code\":%d}"
                .formatted(message, refusal);

        assertThatThrownBy(() -> writer.create(pod())).isInstanceOfSatisfying(KubernetesClientException.class, e -> {
            assertThat(e.getCode()).isEqualTo(refusal);
            assertThat(e.getStatus().getMessage()).isEqualTo(message);
        });
    }

    @Test
    void failsWithTheCodeOfAnAnswerThatIsNoStatus() {
        code = 413;
        answer = "<html>too large</html>";

        assertThatThrownBy(() -> writer.create(pod()))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(413));
    }

    @Test
    void failsAsTheClientWhenTheServerIsUnavailable() {
        server.stop(0);

        assertThatThrownBy(() -> writer.create(pod()))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isNegative());
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withNamespace("ns")
                .endMetadata()
                .build();
    }

    private static HasMetadata job() {
        return new JobBuilder()
                .withNewMetadata()
                .withName("j")
                .withNamespace("ns")
                .endMetadata()
                .build();
    }

    private void serve(HttpExchange exchange) throws IOException {
        requests.add(String.join(
                " ",
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("Accept"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
