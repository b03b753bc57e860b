package org.flyte.secrets.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flyte.idl.secret.CreateSecretRequest;
import org.flyte.idl.secret.DeleteSecretRequest;
import org.flyte.idl.secret.GetSecretRequest;
import org.flyte.idl.secret.ListSecretsRequest;
import org.flyte.idl.secret.OverallStatus;
import org.flyte.idl.secret.Secret;
import org.flyte.idl.secret.SecretIdentifier;
import org.flyte.idl.secret.SecretPresenceStatus;
import org.flyte.idl.secret.SecretServiceGrpc.SecretServiceBlockingStub;
import org.flyte.idl.secret.SecretSpec;
import org.flyte.idl.secret.SecretType;
import org.flyte.idl.secret.UpdateSecretRequest;
import org.flyte.platform.testkit.KubernetesApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(KubernetesApi.class)
class SecretServiceTest {
    private static final String PLANTED = "planted-value-7c1f";

    @GrpcClient("self")
    SecretServiceBlockingStub secrets;

    @Inject
    KubernetesClient kubernetes;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    /** A domain of this test alone. */
    private final String domain = "d" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void limitCalls() {
        secrets = secrets.withDeadlineAfter(Duration.ofSeconds(20));
    }

    @Test
    void createsDescribesListsReplacesAndDeletes() {
        SecretIdentifier id = id("token");
        create(id, PLANTED);

        Secret described = get(id);
        assertThat(described.getId()).isEqualTo(id);
        assertThat(described.getSecretMetadata().getType()).isEqualTo(SecretType.SECRET_TYPE_GENERIC);
        assertThat(described.getSecretMetadata().getCreatedTime().getSeconds()).isPositive();
        assertThat(described.getSecretMetadata().getSecretStatus().getOverallStatus())
                .isEqualTo(OverallStatus.FULLY_PRESENT);
        assertThat(described
                        .getSecretMetadata()
                        .getSecretStatus()
                        .getClusterStatus(0)
                        .getPresenceStatus())
                .isEqualTo(SecretPresenceStatus.PRESENT);
        assertThat(list("blue")).containsExactly("token");

        update(id, "second-value");
        assertThat(stored()).containsExactly("second-value");
        delete(id);
        assertThat(list("blue")).isEmpty();
        assertRefused(() -> get(id), Code.NOT_FOUND, "secret 'token' of project blue, domain " + domain);
    }

    @Test
    void keepsBinaryValues() {
        secrets.createSecret(CreateSecretRequest.newBuilder()
                .setId(id("bytes"))
                .setSecretSpec(SecretSpec.newBuilder().setBinaryValue(ByteString.copyFrom(new byte[] {0, -1, 7})))
                .build());

        assertThat(kubernetes
                        .secrets()
                        .inNamespace(KubernetesApi.NAMESPACE)
                        .withLabel("app.flyte.org/domain", domain)
                        .list()
                        .getItems()
                        .getFirst()
                        .getData()
                        .values())
                .containsExactly(Base64.getEncoder().encodeToString(new byte[] {0, -1, 7}));
    }

    @Test
    void listsADomainWithItsProjects() {
        create(id("one"), "x");
        create(id("two").toBuilder().setProject("red").build(), "x");
        create(id("three").toBuilder().clearProject().build(), "x");

        assertThat(list("blue")).containsExactly("one");
        assertThat(list("")).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void refusesWhatIsTakenOrMissing() {
        create(id("taken"), "x");

        assertRefused(() -> create(id("taken"), PLANTED), Code.ALREADY_EXISTS, "secret 'taken' of project blue");
        assertRefused(() -> update(id("none"), PLANTED), Code.NOT_FOUND, "secret 'none' of project blue");
        assertRefused(() -> delete(id("none")), Code.NOT_FOUND, "secret 'none' of project blue");
        assertRefused(
                () -> secrets.updateSecret(UpdateSecretRequest.newBuilder()
                        .setId(id("taken"))
                        .setSecretSpec(pullSecret("{\"auths\":{}}"))
                        .build()),
                Code.FAILED_PRECONDITION,
                "is of another type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a/b", "../x", "ä", "a b", "a\u0000", "a%2Fb"})
    void refusesNamesOutsideTheGrammar(String name) {
        assertRefused(() -> create(id(name), PLANTED), Code.INVALID_ARGUMENT, "id.name");
        assertRefused(() -> get(id(name)), Code.INVALID_ARGUMENT, "id.name");
        assertRefused(() -> delete(id(name)), Code.INVALID_ARGUMENT, "id.name");
    }

    @Test
    void namesTheFieldOfABadRequest() {
        assertRefused(
                () -> create(id("x").toBuilder().clearDomain().build(), "x"),
                Code.INVALID_ARGUMENT,
                "id.domain is required");
        assertRefused(
                () -> secrets.createSecret(
                        CreateSecretRequest.newBuilder().setId(id("x")).build()),
                Code.INVALID_ARGUMENT,
                "secret_spec");
        assertRefused(
                () -> secrets.createSecret(CreateSecretRequest.newBuilder()
                        .setId(id("x"))
                        .setSecretSpec(SecretSpec.getDefaultInstance())
                        .build()),
                Code.INVALID_ARGUMENT,
                "value");
        assertRefused(() -> create(id("x"), ""), Code.INVALID_ARGUMENT, "secret_spec.value must not be empty");
        assertRefused(
                () -> create(id("x"), "y".repeat(4097)),
                Code.INVALID_ARGUMENT,
                "secret_spec.value has 4097 bytes, at most 4096 are allowed");
        assertRefused(
                () -> secrets.listSecrets(
                        ListSecretsRequest.newBuilder().setLimit(-1).build()),
                Code.INVALID_ARGUMENT,
                "limit");
        assertRefused(
                () -> secrets.listSecrets(ListSecretsRequest.newBuilder()
                        .putPerClusterTokens("a", "b")
                        .build()),
                Code.INVALID_ARGUMENT,
                "per_cluster_tokens");
        assertRefused(
                () -> secrets.createSecret(CreateSecretRequest.newBuilder()
                        .setId(id("x"))
                        .setSecretSpec(
                                SecretSpec.newBuilder().setStringValue("x").setTypeValue(9))
                        .build()),
                Code.INVALID_ARGUMENT,
                "type");
    }

    @Test
    void takesDockerConfigurationsAsImagePullSecrets() {
        secrets.createSecret(CreateSecretRequest.newBuilder()
                .setId(id("registry"))
                .setSecretSpec(pullSecret("{\"auths\":{\"ghcr.io\":{\"auth\":\"eDp5\"}}}"))
                .build());

        assertThat(get(id("registry")).getSecretMetadata().getType())
                .isEqualTo(SecretType.SECRET_TYPE_IMAGE_PULL_SECRET);
        for (String bad : List.of(PLANTED, "{\"auths\":3}", "[]", "{}")) {
            assertRefused(
                    () -> secrets.createSecret(CreateSecretRequest.newBuilder()
                            .setId(id("bad"))
                            .setSecretSpec(pullSecret(bad))
                            .build()),
                    Code.INVALID_ARGUMENT,
                    "secret_spec.value of an image pull secret must be a Docker configuration");
        }
    }

    @Test
    void showsAValueNowhere() throws Exception {
        List<String> shown = new ArrayList<>();
        try (CapturedLog log = new CapturedLog()) {
            create(id("hidden"), PLANTED);
            update(id("hidden"), PLANTED + "2");
            shown.add(get(id("hidden")).toString());
            shown.add(secrets.listSecrets(
                            ListSecretsRequest.newBuilder().setDomain(domain).build())
                    .toString());
            shown.add(message(() -> create(id("hidden"), PLANTED)));
            shown.add(message(() -> update(id("other"), PLANTED)));
            shown.add(message(() -> create(id("a.b"), PLANTED)));
            shown.add(message(() -> create(id("long"), PLANTED.repeat(400))));
            shown.addAll(log.lines());
        }
        shown.add(page("metrics"));
        shown.add(page("health"));

        assertThat(shown).noneMatch(text -> text.contains(PLANTED));
    }

    @Test
    void isReadyWhenTheManagerAnswersAndTimesItsCalls() throws Exception {
        create(id("timed"), "x");

        assertThat(page("health/ready")).contains("\"status\": \"UP\"").contains("\"manager\": \"kubernetes\"");
        assertThat(page("metrics")).contains("flyte_secrets_calls_seconds_count{operation=\"create\",result=\"ok\"}");
    }

    private SecretIdentifier id(String name) {
        return SecretIdentifier.newBuilder()
                .setOrganization("acme")
                .setProject("blue")
                .setDomain(domain)
                .setName(name)
                .build();
    }

    private void create(SecretIdentifier id, String value) {
        var unused = secrets.createSecret(CreateSecretRequest.newBuilder()
                .setId(id)
                .setSecretSpec(SecretSpec.newBuilder().setStringValue(value))
                .build());
    }

    private void update(SecretIdentifier id, String value) {
        var unused = secrets.updateSecret(UpdateSecretRequest.newBuilder()
                .setId(id)
                .setSecretSpec(SecretSpec.newBuilder().setStringValue(value))
                .build());
    }

    private Secret get(SecretIdentifier id) {
        return secrets.getSecret(GetSecretRequest.newBuilder().setId(id).build())
                .getSecret();
    }

    private void delete(SecretIdentifier id) {
        var unused =
                secrets.deleteSecret(DeleteSecretRequest.newBuilder().setId(id).build());
    }

    private List<String> list(String project) {
        return secrets
                .listSecrets(ListSecretsRequest.newBuilder()
                        .setDomain(domain)
                        .setProject(project)
                        .setLimit(10)
                        .build())
                .getSecretsList()
                .stream()
                .map(secret -> secret.getId().getName())
                .toList();
    }

    private List<String> stored() {
        return kubernetes
                .secrets()
                .inNamespace(KubernetesApi.NAMESPACE)
                .withLabel("app.flyte.org/domain", domain)
                .list()
                .getItems()
                .stream()
                .flatMap(secret -> secret.getData().values().stream())
                .map(value -> new String(Base64.getDecoder().decode(value)))
                .toList();
    }

    private static SecretSpec pullSecret(String config) {
        return SecretSpec.newBuilder()
                .setType(SecretType.SECRET_TYPE_IMAGE_PULL_SECRET)
                .setStringValue(config)
                .build();
    }

    private static void assertRefused(ThrowingCallable call, Code code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).isEqualTo(code);
            assertThat(failure.getStatus().getDescription())
                    .contains(message)
                    .doesNotContain("\n")
                    .doesNotContain(PLANTED);
        });
    }

    private static String message(Runnable call) {
        try {
            call.run();
            return "";
        } catch (StatusRuntimeException e) {
            return e.toString();
        }
    }

    private String page(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(management.resolve(path)).build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
