package org.flyte.platform.identity.token;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.flyte.platform.testkit.MutableClock;

/** A verifier, its clock and the JWKS endpoint of its issuer, which a test changes, slows down or breaks. */
final class TestVerifier {
    private final AuthenticationConfig config;
    private final TokenVerifier verifier;
    final AtomicInteger reads = new AtomicInteger();
    private volatile String keys;
    private volatile boolean broken;
    private final MutableClock clock = new MutableClock(TestKeys.NOW);

    TestVerifier(String keys) {
        this(keys, Map.of());
    }

    TestVerifier(String keys, Map<String, String> changes) {
        this.keys = keys;
        this.config = TestConfig.of(changes);
        this.verifier = new TokenVerifier(config, clock, settings -> this::read);
    }

    private String read() throws IOException {
        reads.incrementAndGet();
        if (broken) {
            throw new IOException("the provider is unreachable");
        }
        return keys;
    }

    void publish(String other) {
        keys = other;
    }

    void breakDown() {
        broken = true;
    }

    void recover() {
        broken = false;
    }

    void pass(Duration time) {
        clock.advance(time);
    }

    Instant now() {
        return clock.instant();
    }

    VerifiedToken verify(String token) {
        return verifier.verify(token).await().atMost(Duration.ofSeconds(10));
    }

    /** Returns why a token is refused, null if it is accepted. */
    Reason refusal(String token) {
        try {
            verify(token);
            return null;
        } catch (TokenRejection e) {
            return e.reason();
        }
    }
}
