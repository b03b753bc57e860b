package org.flyte.runs.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.connect.CallHeaders;

/** Who makes the call that is being started on this thread (runs spec §18). */
@ApplicationScoped
public class Caller {
    private static final String BEARER = "bearer ";

    private final IdentityConfig config;

    Caller(IdentityConfig config) {
        this.config = config;
    }

    /** Empty when nobody said who he is, or headers are not to be trusted. */
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
                .flatMap(Claims::userOf)
                .or(() -> plain(headers))
                .or(() -> headers.apply("authorization")
                        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                        .flatMap(value -> Claims.userOf(value.substring(BEARER.length()))));
    }

    private Optional<EnrichedIdentity> plain(Function<String, Optional<String>> headers) {
        return headers.apply(config.subjectHeader())
                .map(String::trim)
                .filter(subject -> !subject.isEmpty())
                .map(subject -> Claims.user(
                        subject, "", "", config.emailHeader().flatMap(headers).orElse("")));
    }
}
