package org.flyte.runs.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;

/** The identity of the caller of the current RPC. */
@ApplicationScoped
public class CallerIdentity {
    private static final String BEARER = "bearer ";

    private final IdentityConfig config;

    CallerIdentity(IdentityConfig config) {
        this.config = config;
    }

    /**
     * Who a call says that it is from.
     *
     * @param token whose claims these are; empty when a header of the proxy has them
     */
    record Known(Claims claims, Optional<String> token) {}

    /** Empty when nothing names the caller that is believed. */
    public Optional<EnrichedIdentity> current() {
        return known().map(known -> known.claims().toIdentity());
    }

    /** As {@link #current}, with all claims. Whose identity is proven is not asked for by its headers. */
    Optional<Known> known() {
        CallHeaders headers = CallHeaders.current();
        Caller caller = Caller.current();
        return switch (caller.effective()) {
            case Caller.Anonymous nobody -> known(headers::get);
            case Caller.User user -> caller == user ? bearer(headers::get) : plain(user);
            case Caller.Pod pod -> pod.identity().flatMap(CallerIdentity::creator);
            case Caller.Service service -> Optional.empty();
        };
    }

    /** What a pod does is recorded as done by who made its run. */
    private static Optional<Known> creator(PodIdentity pod) {
        return pod.creator() instanceof Caller.User user ? plain(user) : Optional.empty();
    }

    private static Optional<Known> plain(Caller.User user) {
        return Claims.named(user.subject(), user.name()).map(claims -> new Known(claims, Optional.empty()));
    }

    Optional<EnrichedIdentity> of(Function<String, Optional<String>> headers) {
        return known(headers).map(known -> known.claims().toIdentity());
    }

    /** The first of: claims header, subject header, bearer token. */
    private Optional<Known> known(Function<String, Optional<String>> headers) {
        return forwarded(headers)
                .map(claims -> new Known(claims, Optional.empty()))
                .or(() -> config.readBearerClaims() ? bearer(headers) : Optional.empty());
    }

    private Optional<Claims> forwarded(Function<String, Optional<String>> headers) {
        return config.trustForwardedHeaders()
                ? headers.apply(config.claimsJwtHeader()).flatMap(Claims::parse).or(() -> plain(headers))
                : Optional.empty();
    }

    private Optional<Claims> plain(Function<String, Optional<String>> headers) {
        return headers.apply(config.subjectHeader())
                .flatMap(subject -> Claims.of(
                        subject.trim(), config.emailHeader().flatMap(headers).orElse("")));
    }

    private static Optional<Known> bearer(Function<String, Optional<String>> headers) {
        return headers.apply("authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).trim())
                .flatMap(token -> Claims.parse(token).map(claims -> new Known(claims, Optional.of(token))));
    }
}
