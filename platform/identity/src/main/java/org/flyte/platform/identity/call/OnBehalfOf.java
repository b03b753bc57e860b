package org.flyte.platform.identity.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.identity.token.TokenRejection;
import org.flyte.platform.identity.token.TokenRejection.Reason;
import org.flyte.platform.model.ActionKey;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * The header in which a service says for whom it calls: JSON in base64url. It is believed only beside the token of a
 * service that may speak for users.
 */
public final class OnBehalfOf {
    /** Name of the header. */
    public static final String HEADER = "x-flyte-on-behalf-of";

    private static final Metadata.Key<String> KEY = Metadata.Key.of(HEADER, Metadata.ASCII_STRING_MARSHALLER);
    private static final int MAX_LENGTH = 65_536;

    private OnBehalfOf() {}

    /** Adds the header to those of a call, unless the caller is nobody or a service. */
    public static void attach(Caller caller, Metadata headers) {
        headers.discardAll(KEY);
        Map<String, Object> json = json(caller.effective());
        if (!json.isEmpty()) {
            headers.put(
                    KEY,
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(JsonUtil.toJson(json).getBytes(UTF_8)));
        }
    }

    /**
     * Reads the header.
     *
     * @throws TokenRejection if it cannot be read
     */
    static Optional<Caller> read(Metadata headers) {
        String header = headers.get(KEY);
        if (header == null) {
            return Optional.empty();
        }
        try {
            if (header.length() > MAX_LENGTH) {
                throw new TokenRejection(Reason.TOO_LONG);
            }
            return Optional.of(
                    caller(JsonUtil.parseJson(new String(Base64.getUrlDecoder().decode(header), UTF_8))));
        } catch (JoseException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new TokenRejection(Reason.MALFORMED);
        }
    }

    private static Map<String, Object> json(Caller caller) {
        Map<String, Object> json = new HashMap<>();
        switch (caller) {
            case Caller.User user -> {
                json.put("kind", "user");
                json.put("issuer", user.issuer());
                json.put("subject", user.subject());
                json.put("name", user.name());
                json.put("groups", List.copyOf(user.groups()));
                json.put("machine", user.machine());
            }
            case Caller.Pod pod -> {
                json.put("kind", "pod");
                json.put("namespace", pod.pod().namespace());
                json.put("pod", pod.pod().name());
                json.put("uid", pod.pod().uid());
                json.put("serviceAccount", pod.serviceAccount());
                pod.identity().ifPresent(identity -> {
                    json.put("project", identity.action().project());
                    json.put("domain", identity.action().domain());
                    json.put("run", identity.action().runName());
                    json.put("action", identity.action().name());
                    json.put("attempt", identity.attempt());
                    json.put("creator", json(identity.creator()));
                });
            }
            case Caller.Service service -> {}
            case Caller.Anonymous nobody -> {}
        }
        return json;
    }

    private static Caller caller(Map<?, ?> json) {
        return switch (text(json, "kind")) {
            case "user" ->
                new Caller.User(
                        text(json, "issuer"),
                        text(json, "subject"),
                        text(json, "name"),
                        groups((List<?>) json.get("groups")),
                        (Boolean) json.get("machine"));
            case "pod" ->
                new Caller.Pod(
                        new PodReference(text(json, "namespace"), text(json, "pod"), text(json, "uid")),
                        text(json, "serviceAccount"),
                        json.containsKey("action") ? Optional.of(identity(json)) : Optional.empty());
            default -> throw new IllegalArgumentException("kind");
        };
    }

    private static PodIdentity identity(Map<?, ?> json) {
        ActionKey action =
                new ActionKey(text(json, "project"), text(json, "domain"), text(json, "run"), text(json, "action"));
        Map<?, ?> creator = (Map<?, ?>) json.get("creator");
        return new PodIdentity(
                action,
                ((Number) json.get("attempt")).intValue(),
                creator.isEmpty() ? new Caller.Anonymous() : caller(creator));
    }

    private static Set<String> groups(List<?> names) {
        return names.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }

    private static String text(Map<?, ?> json, String name) {
        if (json.get(name) instanceof String value) {
            return value;
        }
        throw new IllegalArgumentException(name);
    }
}
