package org.flyte.executor.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CertificateStoreTest {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private EmbeddedKubernetesApi api;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        api = new EmbeddedKubernetesApi(0);
        client = api.client();
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void issuesCertificatesForTheServiceThatItsAuthorityVouchesFor() throws Exception {
        WebhookCertificates issued = store(Map.of()).current();

        assertThat(SubjectNames.of(issued.certificate()))
                .containsExactlyInAnyOrder(
                        "flyte-pod-webhook", "flyte-pod-webhook.flyte", "flyte-pod-webhook.flyte.svc");
        assertTrusted(issued, issued.authorities());
        assertThat(store(Map.of()).current()).as("of another replica").isEqualTo(issued);
    }

    @Test
    void letsReplicasThatStartTogetherAgree() throws Exception {
        Set<String> serials = new HashSet<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<WebhookCertificates>> replicas = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                replicas.add(() -> store(Map.of()).current());
            }
            for (var replica : threads.invokeAll(replicas)) {
                serials.add(replica.get().certificate().getSerialNumber().toString());
            }
        }
        assertThat(serials).hasSize(1);
    }

    @Test
    void replacesACertificateBeforeItEnds() throws Exception {
        WebhookCertificates first = store(Map.of()).current();
        clock.advance(Duration.ofDays(59));
        assertThat(store(Map.of()).current()).isEqualTo(first);
        clock.advance(Duration.ofDays(2));
        WebhookCertificates second = store(Map.of()).current();

        assertThat(second.certificate()).isNotEqualTo(first.certificate());
        assertThat(second.authorities()).isEqualTo(first.authorities());
        assertTrusted(second, first.authorities());
    }

    @Test
    void makesANewAuthorityKnownBeforeItSigns() throws Exception {
        WebhookCertificates first = store(Map.of()).current();
        clock.advance(Duration.ofDays(1217));
        WebhookCertificates added = store(Map.of()).current();
        assertThat(added.authorities()).hasSize(2).endsWith(first.authority());
        assertThat(added.certificate()).isEqualTo(first.certificate());

        clock.advance(Duration.ofMinutes(11));
        WebhookCertificates switched = store(Map.of()).current();
        assertThat(switched.authorities()).isEqualTo(added.authorities());
        assertTrusted(switched, added.authorities());
        assertThat(switched.isSignedByCurrent()).isTrue();

        clock.advance(Duration.ofDays(700));
        assertThat(store(Map.of()).current().authorities()).containsExactly(switched.authority());
    }

    @Test
    void issuesAnewWhatCannotBeReadOrIsForOtherNames() throws Exception {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("flyte-pod-webhook")
                        .withNamespace("flyte")
                        .endMetadata()
                        .addToData("ca.crt", "bm9uc2Vuc2U=")
                        .build())
                .create();
        WebhookCertificates issued = store(Map.of()).current();
        assertTrusted(issued, issued.authorities());

        WebhookCertificates moved =
                store(Map.of("url", "https://127.0.0.1:9443")).current();
        assertThat(SubjectNames.of(moved.certificate())).containsExactly("127.0.0.1");
        assertThat(moved.authorities()).isEqualTo(issued.authorities());
    }

    @Test
    void showsNoKey() {
        assertThat(store(Map.of()).current().toString()).startsWith("certificate until 2027-02-22");
    }

    private CertificateStore store(Map<String, String> settings) {
        WebhookConfig config = Webhooks.config(settings);
        return new CertificateStore(
                client, config, new CertificateIssuer(new WebhookAddress(config).names(), config), clock);
    }

    private void assertTrusted(WebhookCertificates certificates, List<X509Certificate> authorities) throws Exception {
        Set<TrustAnchor> anchors = new HashSet<>();
        authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(clock.instant()));
        var unused = CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificates.certificate())),
                        parameters);
    }
}
