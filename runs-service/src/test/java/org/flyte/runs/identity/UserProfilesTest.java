package org.flyte.runs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.flyte.idl.auth.UserInfoResponse;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UserProfilesTest {
    private static final String TOKEN = jwt("{\"sub\": \"u1\"}");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-27T00:00:00Z"));
    private final StubProvider provider = new StubProvider();
    private final UserProfiles profiles = profiles(provider.base());

    /** The threads of the HTTP client have another class loader than a Quarkus test before this one; there it fails. */
    @BeforeAll
    static void withoutContextPropagation() {
        Infrastructure.clearInterceptors();
    }

    @AfterAll
    static void withContextPropagation() {
        Infrastructure.reload();
    }

    @BeforeEach
    void describeTheProvider() {
        provider.answers(
                ".well-known/openid-configuration", 200, "{\"userinfo_endpoint\": \"" + provider.base() + "/me\"}");
        provider.answers("me", 200, "{\"sub\": \"u1\", \"name\": \"Ada L\", \"email\": \"a@x\", \"groups\": [\"g\"]}");
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void asksTheProviderAboutATokenThatSaysLittle() {
        UserInfoResponse info = complete(TOKEN);

        assertThat(info.getName()).isEqualTo("Ada L");
        assertThat(info.getEmail()).isEqualTo("a@x");
        assertThat(info.getAdditionalClaims()
                        .getFieldsOrThrow("groups")
                        .getListValue()
                        .getValues(0)
                        .getStringValue())
                .isEqualTo("g");
        assertThat(provider.requests).contains("/realms/x/me Bearer " + TOKEN);
    }

    @Test
    void asksOncePerTokenAndHour() {
        complete(TOKEN);
        complete(TOKEN);
        assertThat(asked()).isEqualTo(1);

        clock.advance(Duration.ofMinutes(61));
        complete(TOKEN);
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void asksNothingAboutATokenThatSaysAll() {
        assertThat(complete(jwt("{\"sub\": \"u1\", \"name\": \"A\", \"email\": \"e\"}"))
                        .getName())
                .isEqualTo("A");
        assertThat(provider.requests).isEmpty();
    }

    @Test
    void keepsTheTokensClaimsWhenTheProviderRefuses() {
        provider.answers("me", 401, "");

        assertThat(complete(TOKEN).getSubject()).isEqualTo("u1");
        complete(TOKEN);
        assertThat(asked()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(31));
        complete(TOKEN);
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void believesNoAnswerAboutAnotherSubject() {
        provider.answers("me", 200, "{\"sub\": \"u2\", \"name\": \"Eve\"}");

        UserInfoResponse info = complete(TOKEN);

        assertThat(info.getSubject()).isEqualTo("u1");
        assertThat(info.getName()).isEmpty();
    }

    @Test
    void doesNotWaitForTheRestOfAnAnswer() {
        provider.unfinished.add("/realms/x/me");

        assertThat(complete(TOKEN).getSubject()).isEqualTo("u1");
    }

    @Test
    void asksNobodyWithoutALogin() {
        assertThat(profiles(null)
                        .complete(Claims.parse(TOKEN).orElseThrow(), TOKEN)
                        .await()
                        .indefinitely()
                        .subject())
                .isEqualTo("u1");
    }

    private long asked() {
        return provider.requests.stream()
                .filter(request -> request.startsWith("/realms/x/me"))
                .count();
    }

    private UserInfoResponse complete(String token) {
        return profiles.complete(Claims.parse(token).orElseThrow(), token)
                .await()
                .atMost(Duration.ofSeconds(20))
                .toUserInfo(List.of());
    }

    private UserProfiles profiles(URI base) {
        TestAuthConfig config = TestAuthConfig.of(base);
        ProviderClient client = new ProviderClient(config);
        return new UserProfiles(new AuthorizationServer(config, client, clock), client, clock);
    }

    private static String jwt(String claims) {
        return "e30." + Base64.getUrlEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }
}
