package org.flyte.runs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.User;
import org.junit.jupiter.api.Test;

class CallerTest {
    private static final String CLAIMS =
            "{\"sub\":\"u1\",\"email\":\"u1@example.com\",\"given_name\":\"Ada\",\"family_name\":\"L\",\"exp\":1}";

    @Test
    void theClaimsOfTheProxyComeBeforeItsSubjectAndTheToken() {
        Map<String, String> headers = Map.of(
                "X-Amzn-Oidc-Data",
                jwt(CLAIMS),
                "X-Amzn-Oidc-Identity",
                "u2",
                "authorization",
                "Bearer " + jwt("{\"sub\":\"u3\"}"));

        User user = caller(true, headers).orElseThrow().getUser();

        assertThat(user.getId().getSubject()).isEqualTo("u1");
        assertThat(user.getSpec().getEmail()).isEqualTo("u1@example.com");
        assertThat(user.getSpec().getFirstName()).isEqualTo("Ada");
    }

    @Test
    void trimsAPlainSubject() {
        assertThat(subject(Map.of("X-Amzn-Oidc-Identity", " u2 "))).isEqualTo("u2");
    }

    @Test
    void usesABearerTokenLast() {
        assertThat(subject(Map.of("authorization", "bearer " + jwt("{\"sub\":\"u3\"}"))))
                .isEqualTo("u3");
    }

    @Test
    void ignoresWhatIsNotAToken() {
        assertThat(caller(true, Map.of())).isEmpty();
        assertThat(caller(true, Map.of("authorization", "Bearer x"))).isEmpty();
        assertThat(caller(true, Map.of("authorization", "Bearer a.!.c"))).isEmpty();
        assertThat(caller(true, Map.of("authorization", "Bearer " + jwt("{\"email\":\"x\"}"))))
                .isEmpty();
        assertThat(caller(true, Map.of("authorization", "Basic " + jwt(CLAIMS))))
                .isEmpty();
    }

    @Test
    void ignoresHeadersThatNoProxyVerifies() {
        assertThat(caller(false, Map.of("X-Amzn-Oidc-Identity", "u2"))).isEmpty();
        assertThat(caller(false, Map.of("X-Amzn-Oidc-Data", jwt(CLAIMS)))).isEmpty();
    }

    @Test
    void believesNoHeaderUnlessItIsConfigured() throws NoSuchMethodException {
        assertThat(IdentityConfig.class
                        .getMethod("trustForwardedHeaders")
                        .getAnnotation(WithDefault.class)
                        .value())
                .isEqualTo("false");
    }

    private static String subject(Map<String, String> headers) {
        return caller(true, headers).orElseThrow().getUser().getId().getSubject();
    }

    private static Optional<EnrichedIdentity> caller(boolean trusted, Map<String, String> headers) {
        return new CallerIdentity(config(trusted)).of(name -> Optional.ofNullable(headers.get(name)));
    }

    private static String jwt(String claims) {
        return "e30." + Base64.getUrlEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private static IdentityConfig config(boolean trusted) {
        return new IdentityConfig() {
            @Override
            public boolean trustForwardedHeaders() {
                return trusted;
            }

            @Override
            public boolean readBearerClaims() {
                return true;
            }

            @Override
            public String claimsJwtHeader() {
                return "X-Amzn-Oidc-Data";
            }

            @Override
            public String subjectHeader() {
                return "X-Amzn-Oidc-Identity";
            }

            @Override
            public Optional<String> emailHeader() {
                return Optional.empty();
            }
        };
    }
}
