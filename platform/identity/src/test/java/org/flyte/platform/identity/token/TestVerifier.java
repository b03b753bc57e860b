package org.flyte.platform.identity.token;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.token.TokenRejection.Reason;

/** A verifier, its clock and the JWKS endpoint of its issuer, which a test changes, slows down or breaks. */
final class TestVerifier extends Clock {
    private final AuthenticationConfig config;
    private final TokenVerifier verifier;
    final AtomicInteger reads = new AtomicInteger();
    private volatile String keys;
    private volatile boolean broken;
    private volatile Instant now = TestKeys.NOW;

    TestVerifier(String keys) {
        this(keys, Map.of());
    }

    TestVerifier(String keys, Map<String, String> changes) {
        this.keys = keys;
        this.config = TestConfig.of(changes);
        this.verifier = new TokenVerifier(config, this, settings -> this::read);
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
        now = now.plus(time);
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

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
