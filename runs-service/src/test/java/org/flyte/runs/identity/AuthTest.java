package org.flyte.runs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.flyte.idl.auth.AuthMetadataServiceGrpc.AuthMetadataServiceBlockingStub;
import org.flyte.idl.auth.GetOAuth2MetadataRequest;
import org.flyte.idl.auth.GetPublicClientConfigRequest;
import org.flyte.idl.auth.GetPublicClientConfigResponse;
import org.flyte.idl.auth.IdentityServiceGrpc.IdentityServiceBlockingStub;
import org.flyte.idl.auth.UserInfoRequest;
import org.flyte.idl.auth.UserInfoResponse;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;

/** A deployment without login, behind a proxy or not. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class AuthTest extends RunsServiceTestBase {
    private static final String CLAIMS =
            "{\"sub\": \"u1\", \"email\": \"a@x\", \"given_name\": \"Ada\", \"family_name\":"
                    + " \"L\", \"preferred_username\": \"ada\", \"picture\": \"https://x/a.png\", \"roles\": [\"admin\"], \"exp\": 1}";

    @GrpcClient("self")
    AuthMetadataServiceBlockingStub metadata;

    @GrpcClient("self")
    IdentityServiceBlockingStub identity;

    @TestHTTPResource("/.well-known/oauth-authorization-server")
    URI wellKnown;

    @Test
    void saysThatThereIsNoLogin() throws IOException, InterruptedException {
        assertThatThrownBy(() -> metadata.getOAuth2Metadata(GetOAuth2MetadataRequest.getDefaultInstance()))
                .hasMessageContaining("UNIMPLEMENTED: login is not configured: set flyte.auth.server-base-url");
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(wellKnown).timeout(TIMEOUT).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(501);
            assertThat(answer.body()).contains("\"unimplemented\"", "login is not configured");
        }
    }

    @Test
    void tellsClientsWhereTheyAre() {
        GetPublicClientConfigResponse config =
                metadata.getPublicClientConfig(GetPublicClientConfigRequest.getDefaultInstance());

        assertThat(config.getAuthorizationMetadataKey()).isEqualTo("authorization");
        assertThat(config.getRedirectUri()).isEqualTo("http://localhost:53593/callback");
        assertThat(config.getDataplaneDomain()).startsWith("http://localhost:");
        assertThat(config.getServiceHttpEndpoint()).isEqualTo(config.getDataplaneDomain());
    }

    @Test
    void tellsClientsBehindTlsThatTheyAre() {
        GetPublicClientConfigResponse config = metadata.withInterceptors(headers("x-forwarded-proto", "https"))
                .getPublicClientConfig(GetPublicClientConfigRequest.getDefaultInstance());

        assertThat(config.getDataplaneDomain()).startsWith("https://localhost:");
    }

    @Test
    void asksForAnIdentity() {
        assertThatThrownBy(() -> identity.userInfo(UserInfoRequest.getDefaultInstance()))
                .hasMessageContaining("UNAUTHENTICATED: the call carries no identity");
        assertThatThrownBy(() -> userInfo("authorization", "Bearer " + jwt("{\"sub\": \"a\\u0000b\"}")))
                .hasMessageContaining("UNAUTHENTICATED");
        assertThatThrownBy(() -> userInfo("authorization", "Bearer " + jwt("{\"sub\": \"" + "x".repeat(256) + "\"}")))
                .hasMessageContaining("UNAUTHENTICATED");
    }

    @Test
    void answersTheClaimsOfTheCaller() {
        UserInfoResponse info = userInfo("authorization", "Bearer " + jwt(CLAIMS));

        assertThat(info.getSubject()).isEqualTo("u1");
        assertThat(info.getName()).isEqualTo("Ada L");
        assertThat(info.getPreferredUsername()).isEqualTo("ada");
        assertThat(info.getGivenName()).isEqualTo("Ada");
        assertThat(info.getFamilyName()).isEqualTo("L");
        assertThat(info.getEmail()).isEqualTo("a@x");
        assertThat(info.getPicture()).isEqualTo("https://x/a.png");
        assertThat(info.getAdditionalClaims().getFieldsMap()).containsOnlyKeys("roles");
        assertThat(userInfo("X-Amzn-Oidc-Data", jwt(CLAIMS))).isEqualTo(info);
        assertThat(userInfo("X-Amzn-Oidc-Identity", " u2 ").getSubject()).isEqualTo("u2");
    }

    @Test
    void recordsNoPictureOrRoleWithARun() {
        var created = runs.withInterceptors(headers("authorization", "Bearer " + jwt(CLAIMS)))
                .createRun(Requests.named(run));

        var user = created.getRun().getAction().getMetadata().getExecutedBy().getUser();
        assertThat(user.getId().getSubject()).isEqualTo("u1");
        assertThat(user.getSpec().getUserHandle()).isEqualTo("ada");
        assertThat(user.getSpec().getPhotoUrl()).isEmpty();
        assertThat(user.getSpec().getGroupsList()).isEmpty();
    }

    private UserInfoResponse userInfo(String header, String value) {
        return identity.withInterceptors(headers(header, value)).userInfo(UserInfoRequest.getDefaultInstance());
    }

    private static ClientInterceptor headers(String name, String value) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    private static String jwt(String claims) {
        return "e30." + Base64.getUrlEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }
}
