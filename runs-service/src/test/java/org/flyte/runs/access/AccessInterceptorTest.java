package org.flyte.runs.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestIssuer;
import org.flyte.platform.testkit.TestTokens;
import org.junit.jupiter.api.Test;

/** What headers and protocols make of the identity of a caller. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(TestIssuer.class)
class AccessInterceptorTest {
    private static final String LIST = "flyteidl2.project.ProjectService/ListProjects";
    private static final String INTERNAL = "flyte.internal.v1.RoleBindingService/GetRoleBindings";
    private static final String CREATE = "flyteidl2.project.ProjectService/CreateProject";
    private static final String ON_BEHALF_OF = "x-flyte-on-behalf-of";
    private static final String ROOT =
            "eyJraW5kIjoidXNlciIsImlzc3VlciI6Imh0dHBzOi8vdXNlcnMudGVzdCIsInN1YmplY3QiOiJyb290IiwibmFtZSI6InJvb3QiLCJncm91cHMiOltdLCJtYWNoaW5lIjpmYWxzZX0";

    @TestHTTPResource
    URI server;

    private final TestTokens tokens = TestTokens.current();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void refusesStrangersOnEveryProtocolAndPath() throws Exception {
        for (String type : new String[] {"application/json", "application/proto"}) {
            assertThat(send(LIST, type).statusCode()).as(type).isEqualTo(401);
        }
        assertThat(send(LIST, "application/grpc-web+proto").body()).contains("grpc-status: 16");
        assertThat(new String(
                        Base64.getDecoder()
                                .decode(send(LIST, "application/grpc-web-text+proto")
                                        .body()),
                        UTF_8))
                .contains("grpc-status: 16");
        assertThat(send("grpc.health.v1.Health/Check", "application/json").statusCode())
                .isEqualTo(401);
        assertThat(send("flyteidl2.auth.AuthMetadataService/GetPublicClientConfig", "application/json")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void acceptsAToken() throws Exception {
        assertThat(send(LIST, "application/json", "authorization", "Bearer " + tokens.user("root"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(LIST, "application/json", "authorization", "bearer " + tokens.user("root"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesTwoTokensAndOtherSchemes() throws Exception {
        String token = "Bearer " + tokens.user("root");

        assertThat(withTwo(token)).startsWith("HTTP/1.1 401").contains("(malformed)");
        assertThat(send(LIST, "application/json", "authorization", "Basic cm9vdDpyb290")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void saysWhyATokenIsRefusedAndNothingOfIt() throws Exception {
        Map<String, Object> claims = tokens.userClaims("planted-value");
        claims.put("iat", Instant.now().minusSeconds(7200).getEpochSecond());
        claims.put("exp", Instant.now().minusSeconds(3600).getEpochSecond());

        HttpResponse<String> answer = send(LIST, "application/json", "authorization", "Bearer " + tokens.sign(claims));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("(expired)").doesNotContain("planted-value");
    }

    @Test
    void believesForWhomAServiceSpeaksAndNobodyElse() throws Exception {
        assertThat(createOnBehalfOfRoot(tokens.service("dataproxy-service")).body())
                .contains("invalid_argument");
        assertThat(createOnBehalfOfRoot(tokens.service("cache-service")).body()).contains("permission_denied");
        assertThat(createOnBehalfOfRoot(tokens.user("somebody")).body()).contains("permission_denied");
        assertThat(send(CREATE, "application/json", ON_BEHALF_OF, ROOT).statusCode())
                .isEqualTo(401);
    }

    @Test
    void servesRolesToServicesOnly() throws Exception {
        HttpResponse<String> service =
                send(INTERNAL, "application/json", "authorization", "Bearer " + tokens.service("cache-service"));
        HttpResponse<String> root =
                send(INTERNAL, "application/json", "authorization", "Bearer " + tokens.user("root"));

        assertThat(service.statusCode()).isEqualTo(200);
        assertThat(service.body()).contains("\"version\"", "\"root\"");
        assertThat(root.body()).contains("permission_denied");
    }

    @Test
    void refusesPodsThatNobodyKnows() throws Exception {
        HttpResponse<String> answer =
                send(LIST, "application/json", "authorization", "Bearer " + tokens.pod("n", "pod", "uid"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("(pod)");
    }

    private HttpResponse<String> createOnBehalfOfRoot(String token) throws Exception {
        return send(CREATE, "application/json", "authorization", "Bearer " + token, ON_BEHALF_OF, ROOT);
    }

    /** The JDK's client sends one of the two only. */
    private String withTwo(String token) throws Exception {
        String request =
                "POST /%s HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 2\r\n"
                        + "connection: close\r\nauthorization: %s\r\nauthorization: %s\r\n\r\n{}";
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.formatted(LIST, token, token).getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private HttpResponse<String> send(String method, String type, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/" + method))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", type)
                .POST(BodyPublishers.ofString(type.equals("application/json") ? "{}" : ""));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
