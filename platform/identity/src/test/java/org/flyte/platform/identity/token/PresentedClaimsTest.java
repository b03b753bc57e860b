package org.flyte.platform.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.identity.AuthenticationConfig.Issuer;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodReference;
import org.junit.jupiter.api.Test;

/** Whom tokens of different providers name. */
class PresentedClaimsTest {
    @Test
    void namesAPersonByIssuerAndSubject() {
        Map<String, Object> claims = TestKeys.claims("preferred_username", "alice");
        claims.put("groups", List.of("ml", "", 7));

        assertThat(caller(claims, issuer(Map.of())))
                .isEqualTo(new Caller.User(TestKeys.ISSUER, "alice-1", "alice", Set.of("ml"), false));
    }

    @Test
    void findsGroupsInsideOtherClaims() {
        Map<String, Object> claims = TestKeys.claims("realm_access", Map.of("roles", List.of("ml", "ops")));

        Caller caller = caller(claims, issuer(Map.of("flyte.auth.issuers.id.groups-claim", "realm_access.roles")));

        assertThat(((Caller.User) caller).groups()).containsExactlyInAnyOrder("ml", "ops");
    }

    @Test
    void namesAClientOfKeycloakByItsId() {
        Map<String, Object> claims = TestKeys.claims("azp", "ci");
        claims.put("preferred_username", "service-account-ci");

        assertThat(caller(claims, issuer(Map.of())))
                .isEqualTo(new Caller.User(TestKeys.ISSUER, "ci", "ci", Set.of(), true));
    }

    @Test
    void namesAClientWhoseSubjectIsItsId() {
        Map<String, Object> claims = TestKeys.claims("client_id", "alice-1");

        assertThat(((Caller.User) caller(claims, issuer(Map.of()))).machine()).isTrue();
    }

    @Test
    void takesAPersonThatLoggedInByAClientForAPerson() {
        Map<String, Object> claims = TestKeys.claims("client_id", "flytectl");
        claims.put("azp", "flytectl");

        Caller.User caller = (Caller.User) caller(claims, issuer(Map.of()));

        assertThat(caller.machine()).isFalse();
        assertThat(caller.subject()).isEqualTo("alice-1");
    }

    @Test
    void namesAPodByItsUid() {
        Map<String, Object> claims = TestKeys.claims(
                "kubernetes.io",
                Map.of(
                        "namespace",
                        "flytesnacks-development",
                        "pod",
                        Map.of("name", "r1-a0-0", "uid", "uid-1"),
                        "serviceaccount",
                        Map.of("name", "default")));

        assertThat(caller(claims, issuer(Map.of("flyte.auth.issuers.id.kind", "pods"))))
                .isEqualTo(new Caller.Pod(
                        new PodReference("flytesnacks-development", "r1-a0-0", "uid-1"), "default", Optional.empty()));
    }

    @Test
    void refusesATokenOfAServiceAccountThatIsBoundToNoPod() {
        Map<String, Object> claims =
                TestKeys.claims("kubernetes.io", Map.of("namespace", "x", "serviceaccount", Map.of("name", "default")));

        assertThatThrownBy(() -> caller(claims, issuer(Map.of("flyte.auth.issuers.id.kind", "pods"))))
                .isInstanceOf(TokenRejection.class)
                .hasMessageContaining("subject");
    }

    @Test
    void namesTheListedServicesOnly() {
        Issuer issuer = issuer(Map.of(
                "flyte.auth.issuers.id.kind",
                "services",
                "flyte.auth.issuers.id.service-accounts",
                "flyte/runs-service"));

        assertThat(caller(TestKeys.claims("sub", "system:serviceaccount:flyte:runs-service"), issuer))
                .isEqualTo(new Caller.Service("runs-service", Optional.empty()));
        for (String other : List.of("system:serviceaccount:other:runs-service", "flyte/runs-service", "runs-service")) {
            assertThatThrownBy(() -> caller(TestKeys.claims("sub", other), issuer))
                    .isInstanceOf(TokenRejection.class);
        }
    }

    private static Caller caller(Map<String, Object> claims, Issuer issuer) {
        return new PresentedClaims(claims).caller(issuer);
    }

    private static Issuer issuer(Map<String, String> changes) {
        return TestConfig.of(changes).issuers().get("id");
    }
}
