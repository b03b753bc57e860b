package org.flyte.platform.identity.token;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.flyte.platform.model.RequestFields;

/** The claims of a token: what they have to be, and whom they name. Pure; the signature is another matter. */
record PresentedClaims(Map<String, Object> claims) {
    private static final int MAX_TEXT = 255;
    private static final int MAX_GROUPS = 1000;
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    /** Claims that only ID tokens and logout tokens have. */
    private static final Set<String> OF_OTHER_TOKENS = Set.of("nonce", "at_hash", "c_hash", "events");

    String issuer() {
        return text("iss").orElseThrow(() -> new TokenRejection(Reason.ISSUER));
    }

    List<String> audience() {
        return texts(claims.get("aud"));
    }

    Instant expiry() {
        return time("exp").orElseThrow(() -> new TokenRejection(Reason.LIFETIME));
    }

    Optional<String> id() {
        return text("jti");
    }

    /** Refuses tokens that are for something else than access. */
    void checkType() {
        boolean bearer = text("typ").map("bearer"::equalsIgnoreCase).orElse(!claims.containsKey("typ"));
        if (!bearer || OF_OTHER_TOKENS.stream().anyMatch(claims::containsKey)) {
            throw new TokenRejection(Reason.TYPE);
        }
    }

    /** Refuses tokens that are not valid now, or for too long. */
    void checkTimes(Instant now, Duration skew, Duration maxLifetime) {
        Instant expiry = expiry();
        Instant begin = time("iat").or(() -> time("nbf")).orElse(now);
        if (!expiry.plus(skew).isAfter(now)) {
            throw new TokenRejection(Reason.EXPIRED);
        }
        if (begin.isAfter(now.plus(skew))
                || time("nbf").filter(from -> from.isAfter(now.plus(skew))).isPresent()) {
            throw new TokenRejection(Reason.NOT_YET_VALID);
        }
        if (Duration.between(begin, expiry).compareTo(maxLifetime) > 0) {
            throw new TokenRejection(Reason.LIFETIME);
        }
    }

    /** Returns whom the token of an issuer names. */
    Caller caller(AuthenticationConfig.Issuer issuer) {
        return switch (issuer.kind()) {
            case USERS -> user(issuer);
            case PODS -> pod();
            case SERVICES -> service(issuer.serviceAccounts().orElse(List.of()));
        };
    }

    private Caller user(AuthenticationConfig.Issuer issuer) {
        String subject = subject();
        Optional<String> client = text("client_id").or(() -> text("azp"));
        Optional<String> machine = client.filter(id -> subject.equals(id)
                || text("preferred_username")
                        .filter(("service-account-" + id)::equals)
                        .isPresent());
        String name = machine.or(() -> text("preferred_username"))
                .or(() -> text("email"))
                .or(() -> text("name"))
                .orElse(subject);
        return new Caller.User(
                issuer(),
                machine.orElse(subject),
                RequestFields.truncated(name, MAX_TEXT),
                groups(issuer.groupsClaim()),
                machine.isPresent());
    }

    private Caller pod() {
        subject();
        Map<?, ?> kubernetes = object(claims, "kubernetes.io");
        Map<?, ?> pod = object(kubernetes, "pod");
        PodReference reference =
                new PodReference(required(kubernetes, "namespace"), required(pod, "name"), required(pod, "uid"));
        return new Caller.Pod(reference, required(object(kubernetes, "serviceaccount"), "name"), Optional.empty());
    }

    private Caller service(List<String> accepted) {
        String account = subject();
        String name = account.startsWith(SERVICE_ACCOUNT)
                ? account.substring(SERVICE_ACCOUNT.length()).replace(':', '/')
                : "";
        if (!accepted.contains(name)) {
            throw new TokenRejection(Reason.SUBJECT);
        }
        return new Caller.Service(name.substring(name.indexOf('/') + 1), Optional.empty());
    }

    private String subject() {
        return text("sub")
                .filter(subject -> subject.length() <= MAX_TEXT && subject.indexOf('\0') < 0)
                .orElseThrow(() -> new TokenRejection(Reason.SUBJECT));
    }

    private Set<String> groups(String claim) {
        return texts(at(claim)).stream()
                .filter(group -> !group.isBlank() && group.length() <= MAX_TEXT)
                .limit(MAX_GROUPS)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A claim by its name, else by the names of the objects that lead to it, separated by dots. */
    private Object at(String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        Object found = claims;
        for (String name : path.split("\\.", -1)) {
            found = found instanceof Map<?, ?> inner ? inner.get(name) : null;
        }
        return found;
    }

    private Optional<String> text(String name) {
        return claims.get(name) instanceof String value && !value.isEmpty() ? Optional.of(value) : Optional.empty();
    }

    private Optional<Instant> time(String name) {
        Object value = claims.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            if (value instanceof Number seconds) {
                return Optional.of(Instant.ofEpochSecond(seconds.longValue()));
            }
        } catch (DateTimeException e) {
            throw new TokenRejection(Reason.LIFETIME);
        }
        throw new TokenRejection(Reason.LIFETIME);
    }

    private static List<String> texts(Object value) {
        return switch (value) {
            case String one -> List.of(one);
            case List<?> many ->
                many.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.of();
        };
    }

    private static Map<?, ?> object(Map<?, ?> owner, String name) {
        return owner.get(name) instanceof Map<?, ?> inner ? inner : Map.of();
    }

    private static String required(Map<?, ?> owner, String name) {
        if (owner.get(name) instanceof String value && !value.isEmpty() && value.length() <= MAX_TEXT) {
            return value;
        }
        throw new TokenRejection(Reason.SUBJECT);
    }
}
