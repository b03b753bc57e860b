package org.flyte.platform.identity.call;

import io.grpc.Metadata;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentities;
import org.flyte.platform.identity.token.TokenRejection;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.flyte.platform.identity.token.TokenVerifier;
import org.flyte.platform.identity.token.VerifiedToken;

/** Reads who makes a call from its headers. */
@ApplicationScoped
class CallerReader {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "bearer ";
    private static final VerifiedToken NOBODY = new VerifiedToken(new Caller.Anonymous(), Instant.MAX);

    private final TokenVerifier verifier;
    private final Instance<PodIdentities> pods;
    private final Set<String> speakers;

    CallerReader(TokenVerifier verifier, Instance<PodIdentities> pods, AuthenticationConfig config) {
        this.verifier = verifier;
        this.pods = pods;
        this.speakers = Set.copyOf(config.speakers());
    }

    /** Returns whom the token of a call names: anonymous without one. Fails with {@link TokenRejection}. */
    Uni<VerifiedToken> read(Metadata headers) {
        Optional<String> token;
        try {
            token = token(headers);
        } catch (TokenRejection e) {
            return Uni.createFrom().failure(e);
        }
        return token.map(text -> verifier.verify(text).flatMap(verified -> completed(verified, headers)))
                .orElseGet(() -> Uni.createFrom().item(NOBODY));
    }

    /** Returns the caller again with what is live about it: fails if its pod has ended. */
    Uni<Caller> refreshed(Caller caller) {
        return switch (caller) {
            case Caller.Pod pod -> live(pod).map(found -> found);
            case Caller.Service service
            when service.onBehalfOf().orElse(null) instanceof Caller.Pod pod && pods.isResolvable() ->
                live(pod).map(found -> new Caller.Service(service.name(), Optional.of(found)));
            default -> Uni.createFrom().item(caller);
        };
    }

    private Uni<VerifiedToken> completed(VerifiedToken verified, Metadata headers) {
        return switch (verified.caller()) {
            case Caller.Pod pod -> live(pod).map(found -> new VerifiedToken(found, verified.expiry()));
            case Caller.Service service
            when speakers.contains(service.name()) ->
                speaking(service, headers).map(speaker -> new VerifiedToken(speaker, verified.expiry()));
            default -> Uni.createFrom().item(verified);
        };
    }

    private static Uni<Caller> speaking(Caller.Service service, Metadata headers) {
        try {
            return Uni.createFrom().item(new Caller.Service(service.name(), OnBehalfOf.read(headers)));
        } catch (TokenRejection e) {
            return Uni.createFrom().failure(e);
        }
    }

    private Uni<Caller.Pod> live(Caller.Pod pod) {
        if (!pods.isResolvable()) {
            return Uni.createFrom().failure(new TokenRejection(Reason.POD));
        }
        return pods.get()
                .find(pod.pod())
                .map(found -> found.map(
                                identity -> new Caller.Pod(pod.pod(), pod.serviceAccount(), Optional.of(identity)))
                        .orElseThrow(() -> new TokenRejection(Reason.POD)));
    }

    /** Exactly one header is read: of two, one may be what a proxy has checked and the other what it has not. */
    private static Optional<String> token(Metadata headers) {
        Iterable<String> all = headers.getAll(AUTHORIZATION);
        if (all == null) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        all.forEach(values::add);
        String value = values.getFirst();
        if (values.size() > 1 || !value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new TokenRejection(Reason.MALFORMED);
        }
        return Optional.of(value.substring(BEARER.length()).strip());
    }
}
