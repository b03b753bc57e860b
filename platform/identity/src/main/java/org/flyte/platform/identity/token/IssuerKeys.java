package org.flyte.platform.identity.token;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;
import org.jose4j.lang.JoseException;

/**
 * The keys of one issuer, kept in memory. They are read again from time to time, and when a token names an unknown one;
 * meanwhile, and while the issuer does not answer, the last ones are used. All reads are on threads of their own, one at
 * a time.
 */
final class IssuerKeys {
    private static final Logger LOG = Logger.getLogger(IssuerKeys.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final String issuer;
    private final KeySource source;
    private final AuthenticationConfig config;
    private final Clock clock;
    private volatile Loaded loaded;
    private volatile Instant lastRead = Instant.MIN;
    private final AtomicInteger failures = new AtomicInteger();
    private CompletableFuture<Void> running;

    private record Loaded(KeySet keys, Instant at) {}

    IssuerKeys(String issuer, KeySource source, AuthenticationConfig config, Clock clock) {
        this.issuer = issuer;
        this.source = source;
        this.config = config;
        this.clock = clock;
    }

    /** Returns the key of that id, at once if it is known; fails with {@link TokenRejection} if the issuer has none. */
    Uni<PublicKey> find(String id, String algorithm) {
        Instant now = clock.instant();
        Optional<PublicKey> known = inMemory(id, algorithm, now);
        if (known.isPresent()) {
            if (loaded.at().plus(config.keysRefreshInterval()).isBefore(now) && mayRead(now)) {
                begin();
            }
            return Uni.createFrom().item(known.get());
        }
        CompletableFuture<Void> reading = readIfAllowed(now);
        if (reading == null) {
            return Uni.createFrom().failure(missing(now));
        }
        return Uni.createFrom()
                .completionStage(reading)
                .map(done -> inMemory(id, algorithm, clock.instant()).orElseThrow(() -> missing(clock.instant())));
    }

    /** Begins to read the keys, so that the first token need not wait. */
    void preload() {
        begin();
    }

    private Optional<PublicKey> inMemory(String id, String algorithm, Instant now) {
        Loaded last = loaded;
        return isUsable(last, now) ? last.keys().find(id, algorithm) : Optional.empty();
    }

    private boolean isUsable(Loaded last, Instant now) {
        return last != null && !last.at().plus(config.keysMaxAge()).isBefore(now);
    }

    private TokenRejection missing(Instant now) {
        return new TokenRejection(isUsable(loaded, now) ? Reason.UNKNOWN_KEY : Reason.KEYS_UNAVAILABLE);
    }

    /** Returns the read that runs or begins now, or null when it is too soon for another one. */
    private synchronized CompletableFuture<Void> readIfAllowed(Instant now) {
        if (running == null && mayRead(now)) {
            begin();
        }
        return running;
    }

    private boolean mayRead(Instant now) {
        Duration pause = failures.get() == 0
                ? config.keysRetryInterval()
                : Backoff.doubling(FIRST_PAUSE, config.keysRetryInterval()).after(failures.get());
        return lastRead.equals(Instant.MIN) || !lastRead.plus(pause).isAfter(now);
    }

    private synchronized void begin() {
        if (running != null) {
            return;
        }
        lastRead = clock.instant();
        CompletableFuture<Void> reading = new CompletableFuture<>();
        running = reading;
        Thread.ofVirtual().name("keys of " + issuer).start(() -> {
            load();
            synchronized (this) {
                running = null;
            }
            reading.complete(null);
        });
    }

    private void load() {
        try {
            KeySet keys = KeySet.parse(source.read());
            if (keys.isEmpty()) {
                throw new IOException("there is no key for signatures in it");
            }
            loaded = new Loaded(keys, clock.instant());
            failures.set(0);
        } catch (IOException | JoseException | RuntimeException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(e);
        }
    }

    private void failed(Exception cause) {
        failures.incrementAndGet();
        LOG.warnf(
                "keys of an issuer cannot be read; %s issuer=%s cause=%s",
                loaded == null ? "its tokens are refused" : "the last ones are used", issuer, cause);
    }
}
