package org.flyte.runs.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.connect.CallHeaders;

/** The identity of the caller of the current RPC. */
@ApplicationScoped
public class Caller {
    private static final String BEARER = "bearer ";

    private final IdentityConfig config;

    Caller(IdentityConfig config) {
        this.config = config;
    }

    /** Empty when no header names the caller, or headers are not trusted. */
    public Optional<EnrichedIdentity> current() {
        CallHeaders headers = CallHeaders.current();
        return of(headers::get);
    }

    /** The first of: claims header, subject header, bearer token. */
    Optional<EnrichedIdentity> of(Function<String, Optional<String>> headers) {
        if (!config.trustForwardedHeaders()) {
            return Optional.empty();
        }
        return headers.apply(config.claimsJwtHeader())
                .flatMap(Claims::parse)
                .map(Claims::toIdentity)
                .or(() -> plain(headers))
                .or(() -> headers.apply("authorization")
                        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                        .flatMap(value -> Claims.parse(value.substring(BEARER.length())))
                        .map(Claims::toIdentity));
    }

    private Optional<EnrichedIdentity> plain(Function<String, Optional<String>> headers) {
        return headers.apply(config.subjectHeader())
                .map(String::trim)
                .filter(subject -> !subject.isEmpty())
                .map(subject -> new Claims(
                                subject,
                                "",
                                "",
                                config.emailHeader().flatMap(headers).orElse(""))
                        .toIdentity());
    }
}
