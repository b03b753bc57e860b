package org.flyte.platform.identity.token;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.jboss.logging.Logger;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwa.AlgorithmFactoryFactory;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Verifies bearer tokens: JWTs that a configured issuer has signed, for one of its audiences, valid now. Keys come from the
 * issuer only; a token's own {@code jwk}, {@code jku} and {@code x5u} are ignored.
 */
@ApplicationScoped
public class TokenVerifier {
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);

    /** Header {"alg":"RS256"}, claims {"iss":"nobody"}, and a signature that is none. */
    private static final String OF_NO_ISSUER = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJub2JvZHkifQ.AAAA";

    private final AuthenticationConfig config;
    private final Clock clock;
    private final VerifiedTokens verified;
    private final List<TrustedIssuer> issuers = new ArrayList<>();

    @Inject
    TokenVerifier(AuthenticationConfig config, Clock clock) {
        this(config, clock, settings -> new JwksEndpoint(settings, config.keysTimeout()));
    }

    TokenVerifier(AuthenticationConfig config, Clock clock, Function<AuthenticationConfig.Issuer, KeySource> sources) {
        this.config = config;
        this.clock = clock;
        this.verified = new VerifiedTokens(config.cacheSize());
        if (config.enabled()) {
            config.issuers().forEach((name, settings) -> issuers.add(trusted(name, settings, sources.apply(settings))));
        }
    }

    private TrustedIssuer trusted(String name, AuthenticationConfig.Issuer settings, KeySource source) {
        return TrustedIssuer.of(name, settings, new IssuerKeys(settings.url().toString(), source, config, clock));
    }

    void prepare(@Observes StartupEvent event) {
        issuers.forEach(issuer -> issuer.keys().preload());
        if (config.enabled()) {
            loadClasses();
        }
    }

    /**
     * Otherwise the first token would do it on an event loop: the library asks the JDK for every algorithm that it knows, which
     * takes seconds on a busy machine.
     */
    private void loadClasses() {
        AlgorithmFactoryFactory.getInstance();
        try {
            verifyAnew(OF_NO_ISSUER);
        } catch (TokenRejection expected) {
            LOG.debugf("ready to verify tokens issuers=%d", issuers.size());
        }
    }

    /**
     * Returns what a token says: at once if it has been verified before or its issuer's key is known, else once the keys
     * have been read. Fails with {@link TokenRejection}.
     */
    public Uni<VerifiedToken> verify(String token) {
        if (token.length() > config.maxTokenLength()) {
            return Uni.createFrom().failure(new TokenRejection(Reason.TOO_LONG));
        }
        ByteBuffer key = VerifiedTokens.key(token);
        Optional<VerifiedToken> known = verified.find(key, clock.instant());
        if (known.isPresent()) {
            return Uni.createFrom().item(known.get());
        }
        try {
            return verifyAnew(token).invoke(accepted -> verified.add(key, accepted));
        } catch (TokenRejection e) {
            return Uni.createFrom().failure(e);
        }
    }

    private Uni<VerifiedToken> verifyAnew(String token) {
        JsonWebSignature signed = parse(token);
        checkHeader(signed);
        PresentedClaims claims = claims(signed);
        TrustedIssuer issuer = issuerOf(claims);
        String algorithm = signed.getAlgorithmHeaderValue();
        if (algorithm == null || !issuer.algorithms().contains(algorithm)) {
            throw new TokenRejection(Reason.ALGORITHM);
        }
        // Before the keys are asked for: a token that is refused anyway costs no request.
        check(claims);
        return issuer.keys().find(signed.getKeyIdHeaderValue(), algorithm).map(key -> {
            checkSignature(signed, key, algorithm);
            return new VerifiedToken(claims.caller(issuer.settings()), claims.expiry());
        });
    }

    private void check(PresentedClaims claims) {
        Instant now = clock.instant();
        claims.checkType();
        claims.checkTimes(now, config.clockSkew(), config.maxLifetime());
    }

    private TrustedIssuer issuerOf(PresentedClaims claims) {
        String name = claims.issuer();
        List<TrustedIssuer> named = issuers.stream()
                .filter(issuer -> issuer.settings().url().toString().equals(name))
                .toList();
        if (named.isEmpty()) {
            throw new TokenRejection(Reason.ISSUER);
        }
        List<String> audience = claims.audience();
        List<TrustedIssuer> meant =
                named.stream().filter(issuer -> issuer.isMeant(audience)).toList();
        // A token for pods and for services is neither's: it would be a matter of order whom it names.
        if (meant.stream().map(issuer -> issuer.settings().kind()).distinct().count() != 1) {
            throw new TokenRejection(Reason.AUDIENCE);
        }
        return meant.getFirst();
    }

    private static JsonWebSignature parse(String token) {
        try {
            JsonWebSignature signed = new JsonWebSignature();
            signed.setCompactSerialization(token);
            return signed;
        } catch (JoseException | RuntimeException e) {
            throw new TokenRejection(Reason.MALFORMED);
        }
    }

    private static void checkHeader(JsonWebSignature signed) {
        if (signed.getHeaders().getObjectHeaderValue("crit") != null) {
            throw new TokenRejection(Reason.CRITICAL_HEADER);
        }
        Object type = signed.getHeaders().getObjectHeaderValue("typ");
        boolean accepted =
                type == null || (type instanceof String text && TYPES.contains(text.toLowerCase(Locale.ROOT)));
        if (!accepted) {
            throw new TokenRejection(Reason.TYPE);
        }
    }

    private static PresentedClaims claims(JsonWebSignature signed) {
        try {
            Map<String, Object> claims = JsonUtil.parseJson(signed.getUnverifiedPayload());
            return new PresentedClaims(claims);
        } catch (JoseException | RuntimeException e) {
            throw new TokenRejection(Reason.MALFORMED);
        }
    }

    private static void checkSignature(JsonWebSignature signed, Key key, String algorithm) {
        signed.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, algorithm));
        signed.setKey(key);
        try {
            if (!signed.verifySignature()) {
                throw new TokenRejection(Reason.SIGNATURE);
            }
        } catch (JoseException e) {
            throw new TokenRejection(Reason.SIGNATURE);
        }
    }
}
