package org.flyte.runs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.flyte.idl.auth.GetOAuth2MetadataResponse;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.model.FlyteException.Unimplemented;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthorizationServerTest {
    private static final String PATH = ".well-known/oauth-authorization-server";
    private static final String DOCUMENT = """
            {"issuer": "https://idp", "token_endpoint": "https://idp/token", "authorizationEndpoint": "https://idp/auth",
             "scopes_supported": ["openid"], "claims_supported": ["sub"], "mtls_endpoint_aliases": {"a": "b"}}""";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-27T00:00:00Z"));
    private final StubProvider provider = new StubProvider();
    private final AuthorizationServer server = server(provider.base());

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void readsTheMetadataInBothSpellings() {
        provider.answers(PATH, 200, DOCUMENT);

        GetOAuth2MetadataResponse metadata = metadata();

        assertThat(metadata.getTokenEndpoint()).isEqualTo("https://idp/token");
        assertThat(metadata.getAuthorizationEndpoint()).isEqualTo("https://idp/auth");
        assertThat(metadata.getScopesSupportedList()).containsExactly("openid");
        metadata();
        assertThat(provider.requests).containsExactly("/realms/x/" + PATH);
    }

    @Test
    void tellsAnOutageFromAWrongAddress() {
        provider.answers(PATH, 503, "");
        assertThatThrownBy(this::metadata)
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("answered 503; try again");
        assertThat(provider.requests).hasSize(2);

        clock.advance(Duration.ofMinutes(1));
        provider.answers(PATH, 404, "");
        assertThatThrownBy(this::metadata)
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("answered 404; check flyte.auth");

        clock.advance(Duration.ofMinutes(1));
        provider.answers(PATH, 200, "<html>");
        assertThatThrownBy(this::metadata).hasMessageContaining("no JSON object");

        clock.advance(Duration.ofMinutes(1));
        provider.answers(PATH, 200, "{\"issuer\": \"https://idp\"}");
        assertThatThrownBy(this::metadata).hasMessageContaining("no token_endpoint");

        clock.advance(Duration.ofMinutes(1));
        provider.answers(PATH, 200, "{\"issuer\": \"" + "x".repeat(1 << 20) + "\"}");
        assertThatThrownBy(this::metadata).isInstanceOf(Unavailable.class);
    }

    @Test
    void saysThatNoLoginIsConfigured() {
        assertThatThrownBy(() -> server(null).metadata())
                .isInstanceOf(Unimplemented.class)
                .hasMessageContaining("flyte.auth.server-base-url");
    }

    @Test
    void findsTheUserInfoEndpoint() {
        provider.answers(".well-known/openid-configuration", 200, "{\"userinfo_endpoint\": \"https://idp/me\"}");

        assertThat(server.userInfoEndpoint().await().atMost(TIMEOUT)).hasToString("https://idp/me");
    }

    @Test
    void refusesADiscoveryWithoutAUserInfoEndpoint() {
        provider.answers(".well-known/openid-configuration", 200, "{}");

        assertThatThrownBy(() -> server.userInfoEndpoint().await().atMost(TIMEOUT))
                .hasMessageContaining("no userinfo_endpoint");
    }

    @Test
    void servesTheDocumentOverHttp() throws IOException, InterruptedException {
        provider.answers(PATH, 200, DOCUMENT);

        HttpResponse<String> answer = call(server, "GET");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        Struct document = document(answer);
        assertThat(document.getFieldsOrThrow("token_endpoint").getStringValue()).isEqualTo("https://idp/token");
        assertThat(document.getFieldsOrThrow("tokenEndpoint").getStringValue()).isEqualTo("https://idp/token");
        assertThat(document.getFieldsOrThrow("scopes_supported")
                        .getListValue()
                        .getValues(0)
                        .getStringValue())
                .isEqualTo("openid");
    }

    @Test
    void answersHttpStatusesWithoutADocument() throws IOException, InterruptedException {
        assertThat(call(server(null), "GET").statusCode()).isEqualTo(501);
        assertThat(call(server, "POST").statusCode()).isEqualTo(405);
        assertThat(call(server, "POST").headers().firstValue("allow")).contains("GET");
        assertThat(call(server, "GET").statusCode()).isEqualTo(500);
        clock.advance(Duration.ofMinutes(1));
        provider.answers(PATH, 503, "");
        HttpResponse<String> answer = call(server, "GET");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(document(answer).getFieldsOrThrow("code").getStringValue()).isEqualTo("unavailable");
    }

    private static HttpResponse<String> call(AuthorizationServer server, String method)
            throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (HttpClient client = HttpClient.newHttpClient()) {
            Router router = Router.router(vertx);
            new AuthMetadataRoute(server).register(router);
            int port = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .actualPort();
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + PATH))
                            .timeout(TIMEOUT)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Struct document(HttpResponse<String> answer) throws IOException {
        Struct.Builder document = Struct.newBuilder();
        JsonFormat.parser().merge(answer.body(), document);
        return document.build();
    }

    private AuthorizationServer server(URI base) {
        TestAuthConfig config = TestAuthConfig.of(base);
        return new AuthorizationServer(config, new ProviderClient(config), clock);
    }

    private GetOAuth2MetadataResponse metadata() {
        return server.metadata().await().atMost(TIMEOUT);
    }
}
