package org.flyte.platform.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.flyte.platform.testkit.MutableClock;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;

/** One deployment trusts a provider of users and the cluster: neither can speak for the other. */
class SeveralIssuersTest {
    private static final String CLUSTER = "https://cluster.example";
    private static final String KEY = "key-1";
    private static final String SERVICE = "system:serviceaccount:flyte:runs-service";

    private final PublicJsonWebKey ofUsers = TestKeys.rsa(KEY);
    private final PublicJsonWebKey ofCluster = TestKeys.rsa(KEY);
    private final AuthenticationConfig config = TestConfig.of(Map.of(
            "flyte.auth.issuers.pods.url", CLUSTER,
            "flyte.auth.issuers.pods.kind", "pods",
            "flyte.auth.issuers.pods.audience", "flyte-pods",
            "flyte.auth.issuers.services.url", CLUSTER,
            "flyte.auth.issuers.services.kind", "services",
            "flyte.auth.issuers.services.audience", "flyte-internal",
            "flyte.auth.issuers.services.service-accounts", "flyte/runs-service"));
    private final TokenVerifier verifier = new TokenVerifier(
            config,
            new MutableClock(TestKeys.NOW),
            settings -> () -> TestKeys.set(settings.url().equals(URI.create(CLUSTER)) ? ofCluster : ofUsers));

    @Test
    void takesAServiceForWhatItIs() {
        assertThat(caller(ofCluster, service("flyte-internal"))).isInstanceOf(Caller.Service.class);
    }

    @Test
    void refusesAServiceThatTheProviderOfUsersSigned() {
        refused(ofUsers, service("flyte-internal"), Reason.SIGNATURE);
    }

    @Test
    void refusesAUserThatTheClusterSigned() {
        refused(ofCluster, TestKeys.claims(), Reason.SIGNATURE);
    }

    @Test
    void refusesAUserWithTheAudienceOfServices() {
        refused(ofUsers, TestKeys.claims("aud", "flyte-internal"), Reason.AUDIENCE);
    }

    @Test
    void refusesAServiceWithTheAudienceOfUsers() {
        refused(ofCluster, service("flyte"), Reason.AUDIENCE);
    }

    @Test
    void refusesATokenForPodsAndServices() {
        refused(ofCluster, service(List.of("flyte-pods", "flyte-internal")), Reason.AUDIENCE);
    }

    @Test
    void doesNotTakeAPodWithTheAccountOfAServiceForTheService() {
        Map<String, Object> claims = service("flyte-pods");
        claims.put(
                "kubernetes.io",
                Map.of(
                        "namespace",
                        "flyte",
                        "serviceaccount",
                        Map.of("name", "runs-service"),
                        "pod",
                        Map.of("name", "r1-a0-1", "uid", "u1")));

        assertThat(caller(ofCluster, claims)).isInstanceOf(Caller.Pod.class);
    }

    private static Map<String, Object> service(Object audience) {
        Map<String, Object> claims = TestKeys.claims("iss", CLUSTER);
        claims.put("sub", SERVICE);
        claims.put("aud", audience);
        return claims;
    }

    private Caller caller(PublicJsonWebKey key, Map<String, Object> claims) {
        return verifier.verify(TestKeys.sign(key, claims))
                .await()
                .atMost(Duration.ofSeconds(10))
                .caller();
    }

    private void refused(PublicJsonWebKey key, Map<String, Object> claims, Reason reason) {
        assertThatThrownBy(() -> caller(key, claims))
                .isInstanceOfSatisfying(
                        TokenRejection.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
