package org.flyte.platform.connect.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.MutinyServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Multi;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.EchoResponse;
import org.flyte.platform.connect.probe.api.ProbeGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application with a port for each audience, one that asks for a token, and one that speaks TLS. */
@QuarkusTest
@TestProfile(ListenersTest.ThreePorts.class)
class ListenersTest {
    private static final PemFiles SERVER = PemFiles.named("server");
    private static final PemFiles CLIENT = PemFiles.named("client");

    public static final class ThreePorts implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(Map.of(
                    "flyte.rpc.audience", "public",
                    "flyte.rpc.listeners.pods.audience", "pods",
                    "flyte.rpc.listeners.pods.port", "0",
                    "flyte.rpc.listeners.internal.port", "0",
                    "flyte.rpc.listeners.remote.audience", "public",
                    "flyte.rpc.listeners.remote.port", "0",
                    "flyte.rpc.listeners.remote.token", "a-token",
                    "flyte.rpc.listeners.remote.open-paths", "/open/"));
            SERVER.renew();
            CLIENT.renew();
            config.put("flyte.rpc.listeners.secure.port", "0");
            config.put("flyte.rpc.listeners.secure.tls", "server");
            config.put("flyte.rpc.listeners.mutual.port", "0");
            config.put("flyte.rpc.listeners.mutual.tls", "server");
            config.put("flyte.rpc.listeners.mutual.client-certificates", "required");
            config.put(
                    "quarkus.tls.server.key-store.pem.0.cert",
                    SERVER.certificate().toString());
            config.put("quarkus.tls.server.key-store.pem.0.key", SERVER.key().toString());
            config.put(
                    "quarkus.tls.server.trust-store.pem.certs",
                    CLIENT.certificate().toString());
            return config;
        }
    }

    @Inject
    Listeners listeners;

    @Inject
    TlsConfigurationRegistry registry;

    @Inject
    Event<CertificateUpdatedEvent> updated;

    @ParameterizedTest
    @CsvSource({
        "public,   probe.v1.Probe/Echo, true",
        "public,   probe.v1.Relay/One,  false",
        "public,   probe.v1.Relay/Many, false",
        "pods,     probe.v1.Probe/Echo, true",
        "pods,     probe.v1.Relay/One,  true",
        "pods,     probe.v1.Relay/Many, false",
        "internal, probe.v1.Probe/Echo, true",
        "internal, probe.v1.Relay/One,  true",
        "internal, probe.v1.Relay/Many, true"
    })
    void servesAMethodToItsAudienceOnly(String listener, String method, boolean served) throws Exception {
        // What cannot be parsed shows that the method was found, and has no effect.
        boolean stream = method.endsWith("Many");
        HttpResponse<String> answer =
                post(listener, method, stream ? "application/connect+json" : "application/json", "{");

        if (served) {
            assertThat(answer.body()).contains("invalid_argument");
        } else {
            assertThat(answer.statusCode()).isEqualTo(404);
            JsonObject error = new JsonObject(answer.body());
            assertThat(error.getString("code")).isEqualTo("unimplemented");
            assertThat(error.getString("message"))
                    .isEqualTo("/%s is not served on this port: ".formatted(method)
                            + "services and task pods call it on the port of a listener for them");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc", "application/grpc-web+proto", "application/grpc+json"})
    void refusesByGrpcToo(String type) throws Exception {
        HttpResponse<String> answer = post("public", "probe.v1.Relay/One", type, "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("grpc-status"))
                .contains(String.valueOf(Status.Code.UNIMPLEMENTED.value()));
    }

    @Test
    void servesEveryProtocolOnAFurtherListener() {
        ManagedChannel channel = channel("internal");
        try {
            EchoResponse answer = ProbeGrpc.newBlockingStub(channel)
                    .echo(EchoRequest.newBuilder().setText("hello").build());

            assertThat(answer.getText()).isEqualTo("hello");
            assertThat(answer.getOnEventLoop()).isTrue();
            assertThat(answer.getOnSafeContext()).isTrue();
        } finally {
            channel.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer a-token, probe.v1.Probe/Echo, 400",
        "bearer a-token, probe.v1.Probe/Echo, 400",
        "Bearer a-toke, probe.v1.Probe/Echo, 401",
        "Bearer a-token2, probe.v1.Probe/Echo, 401",
        "Basic a-token, probe.v1.Probe/Echo, 401",
        "'', probe.v1.Probe/Echo, 401",
        "'', open/thing, 404",
        "'', open/../probe.v1.Probe/Echo, 401",
        "'', open/%2E%2e/probe.v1.Probe/Echo, 401"
    })
    void asksForTheTokenOfAListener(String authorization, String path, int status) throws Exception {
        assertThat(post("remote", path, "application/json", "{", authorization).statusCode())
                .isEqualTo(status);
    }

    @Test
    void refusesGrpcWithoutATokenAsGrpcDoes() {
        ManagedChannel channel = channel("remote");
        try {
            assertThatThrownBy(() -> ProbeGrpc.newBlockingStub(channel).echo(EchoRequest.getDefaultInstance()))
                    .hasMessage("UNAUTHENTICATED: send the token of this server: authorization: Bearer TOKEN");
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void servesGrpcOverTls() throws Exception {
        assertThat(echo(
                        "secure",
                        GrpcSslContexts.forClient()
                                .trustManager(SERVER.certificate().toFile())))
                .isEqualTo("hello");
        assertThatThrownBy(() -> post("secure", "probe.v1.Probe/Echo", "application/json", "{}"))
                .as("without TLS")
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesOldVersionsOfTls() {
        assertThatThrownBy(() -> echo(
                        "secure",
                        GrpcSslContexts.forClient()
                                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                                .protocols("TLSv1.1")))
                .isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void servesOnlyClientsWithACertificateThatItTrusts() throws Exception {
        assertThat(echo(
                        "mutual",
                        trusting()
                                .keyManager(
                                        CLIENT.certificate().toFile(),
                                        CLIENT.key().toFile())))
                .isEqualTo("hello");
        assertThatThrownBy(() -> echo("mutual", trusting())).isInstanceOf(StatusRuntimeException.class);
        assertThatThrownBy(() -> echo(
                        "mutual",
                        trusting()
                                .keyManager(
                                        SERVER.certificate().toFile(),
                                        SERVER.key().toFile())))
                .isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void servesANewCertificateWithoutARestart() throws Exception {
        byte[] before = certificate();
        SERVER.renew();
        assertThat(registry.get("server").orElseThrow().reload()).isTrue();
        updated.fire(
                new CertificateUpdatedEvent("server", registry.get("server").orElseThrow()));

        await().untilAsserted(() -> assertThat(certificate()).isNotEqualTo(before));
        assertThat(echo(
                        "secure",
                        GrpcSslContexts.forClient()
                                .trustManager(SERVER.certificate().toFile())))
                .isEqualTo("hello");
    }

    private static SslContextBuilder trusting() {
        return GrpcSslContexts.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE);
    }

    private byte[] certificate() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port("secure"))) {
            socket.setSoTimeout(10_000);
            return socket.getSession().getPeerCertificates()[0].getEncoded();
        }
    }

    private String echo(String listener, SslContextBuilder tls) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", port(listener))
                .sslContext(tls.build())
                .build();
        try {
            return ProbeGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(Duration.ofSeconds(20))
                    .echo(EchoRequest.newBuilder().setText("hello").build())
                    .getText();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void describesServicesToServicesOnly() {
        assertThat(reflection("internal").getListServicesResponse().getServiceCount())
                .isPositive();
        assertThatThrownBy(() -> reflection("public"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }

    private ServerReflectionResponse reflection(String listener) {
        ManagedChannel channel = channel(listener);
        try {
            return MutinyServerReflectionGrpc.newMutinyStub(channel)
                    .serverReflectionInfo(Multi.createFrom()
                            .item(ServerReflectionRequest.newBuilder()
                                    .setListServices("*")
                                    .build()))
                    .collect()
                    .first()
                    .await()
                    .atMost(Duration.ofSeconds(10));
        } finally {
            channel.shutdownNow();
        }
    }

    private ManagedChannel channel(String listener) {
        return NettyChannelBuilder.forAddress("localhost", port(listener))
                .usePlaintext()
                .build();
    }

    private HttpResponse<String> post(String listener, String method, String type, String body) throws Exception {
        return post(listener, method, type, body, "");
    }

    private HttpResponse<String> post(String listener, String method, String type, String body, String authorization)
            throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            byte[] bytes =
                    type.startsWith("application/connect+") ? Wire.envelope(0, body.getBytes()) : body.getBytes();
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + port(listener) + "/" + method))
                    .timeout(Duration.ofSeconds(20))
                    .header("content-type", type)
                    .POST(BodyPublishers.ofByteArray(bytes));
            if (!authorization.isEmpty()) {
                request.header("authorization", authorization);
            }
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    private int port(String listener) {
        return listener.equals("public") ? Wire.port() : listeners.port(listener);
    }
}
