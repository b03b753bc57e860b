package org.flyte.platform.issuer.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.issuer.ConfigOf;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;

/** Nothing here grows without end. */
class LimitsTest {
    private static final Profile USER = new Profile("runner", "Runner", "", List.of());
    private static final Client CLIENT = new Client("cli", Optional.empty(), USER, List.of());

    private final MutableClock clock = new MutableClock(ConfigOf.NOW);

    @Test
    void refusesFurtherValuesUntilOldOnesHaveExpired() {
        ExpiringStore<String> store = new ExpiringStore<>(2, clock);
        store.put("a", "1", clock.instant().plusSeconds(1));
        store.put("b", "2", clock.instant().plusSeconds(2));
        store.put("b", "3", clock.instant().plusSeconds(2));

        assertThatThrownBy(() -> store.put("c", "4", clock.instant().plusSeconds(9)))
                .isInstanceOf(OAuthException.class);
        clock.advance(Duration.ofSeconds(1));
        store.put("c", "4", clock.instant().plusSeconds(9));

        assertThat(store.find("a")).isEmpty();
        assertThat(store.find("b")).contains("3");
        assertThat(store.remove("c")).contains("4");
        assertThat(store.remove("c")).isEmpty();
    }

    @Test
    void countsSourcesTogetherWhenThereAreTooMany() {
        AttemptLimit limit = new AttemptLimit(5, Duration.ofMinutes(1), clock);
        for (int i = 0; i < 10_000; i++) {
            limit.count("source" + i);
        }
        for (int i = 0; i < 5; i++) {
            limit.count("further" + i);
        }
        assertThatThrownBy(() -> limit.count("one more")).isInstanceOf(OAuthException.class);
        assertThatCode(() -> limit.count("source0")).doesNotThrowAnyException();

        clock.advance(Duration.ofMinutes(1));
        assertThatCode(() -> limit.count("one more")).doesNotThrowAnyException();
    }

    @Test
    void endsTheOldestLoginOfAUserWithTooMany() {
        RefreshTokens tokens = new RefreshTokens(Duration.ofDays(1), clock);
        String oldest = tokens.issue(grant());
        String second = tokens.issue(grant());
        for (int i = 2; i < 101; i++) {
            tokens.issue(grant());
        }

        assertThatThrownBy(() -> tokens.renew(oldest, CLIENT)).isInstanceOf(OAuthException.class);
        assertThat(tokens.renew(second, CLIENT).token()).isNotEmpty();
    }

    @Test
    void forgetsTheOldestTokensOfALoginThatIsRenewedForever() {
        RefreshTokens tokens = new RefreshTokens(Duration.ofDays(1), clock);
        String first = tokens.issue(grant());
        String token = first;
        for (int i = 0; i < 150; i++) {
            token = tokens.renew(token, CLIENT).token();
        }

        assertThatThrownBy(() -> tokens.renew(first, CLIENT)).isInstanceOf(OAuthException.class);
        assertThat(tokens.renew(token, CLIENT).token()).isNotEmpty();
    }

    @Test
    void refusesClientsThatTheSdkCannotUse() {
        assertThatThrownBy(() -> client("a.b", "0123456789abcdef")).hasMessageContaining("flyte.issuer.clients.a.b");
        assertThatThrownBy(() -> client("ab", "0123456789abcde+")).hasMessageContaining("secret");
        assertThatThrownBy(() -> client("ab", "short")).hasMessageContaining("16 to 100");
        assertThatThrownBy(() ->
                        new Client("ab", Optional.empty(), USER, List.of(URI.create("https://example.com/callback"))))
                .hasMessageContaining("loopback");
        assertThatCode(() -> client("ab", "0123456789abcdef")).doesNotThrowAnyException();
    }

    private static Client client(String id, String secret) {
        return new Client(id, Optional.of(secret), USER, List.of());
    }

    private Grant grant() {
        return Grant.of(CLIENT, new AuthenticatedUser(USER, clock.instant(), "s"), Set.of("openid"), "");
    }
}
