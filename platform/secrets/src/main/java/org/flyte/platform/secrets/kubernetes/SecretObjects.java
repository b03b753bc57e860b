package org.flyte.platform.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.StoredSecret;

/**
 * The Kubernetes Secret of a secret: named by a digest of the id, its one key the encoded id, so that Secrets of Flyte's own
 * service are found too. Annotations say the id, since it cannot always be taken apart.
 */
record SecretObjects(String namespace) {
    static final String MANAGED = "app.flyte.org/managed";
    static final String PROJECT = "app.flyte.org/project";
    static final String DOMAIN = "app.flyte.org/domain";
    static final String NAME = "flyte.org/secret-name";

    static final String OPAQUE = "Opaque";
    static final String DOCKER_CONFIG = "kubernetes.io/dockerconfigjson";
    private static final String DOCKER_CONFIG_KEY = ".dockerconfigjson";

    Secret of(SecretId id, SecretValue value) {
        boolean pull = value.kind() == SecretKind.IMAGE_PULL;
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name(id))
                .withNamespace(namespace)
                .withLabels(labels(id.scope()))
                .addToAnnotations(NAME, id.name())
                .endMetadata()
                .withType(pull ? DOCKER_CONFIG : OPAQUE)
                .withData(data(id, value))
                .build();
    }

    /** Only a name: no key is cracked by a collision, since the encoded id is compared too. */
    static String name(SecretId id) {
        try {
            byte[] text = id.encoded().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    static Map<String, String> labels(SecretScope scope) {
        Map<String, String> labels = new TreeMap<>(Map.of(MANAGED, "true"));
        if (!scope.domain().isEmpty()) {
            labels.put(DOMAIN, scope.domain());
        }
        if (!scope.project().isEmpty()) {
            labels.put(PROJECT, scope.project());
        }
        return labels;
    }

    static Map<String, String> data(SecretId id, SecretValue value) {
        return Map.of(key(id, value.kind()), Base64.getEncoder().encodeToString(value.bytes()));
    }

    static SecretKind kind(Secret secret) {
        return DOCKER_CONFIG.equals(secret.getType()) ? SecretKind.IMAGE_PULL : SecretKind.GENERIC;
    }

    /** The value, if the Secret has one for that id. */
    static Optional<SecretValue> value(SecretId id, Secret secret) {
        SecretKind kind = kind(secret);
        String encoded = secret.getData() == null ? null : secret.getData().get(key(id, kind));
        return Optional.ofNullable(encoded)
                .map(text -> new SecretValue(kind, Base64.getDecoder().decode(text)));
    }

    /** Without its value; empty when the Secret is not one of ours. */
    static Optional<StoredSecret> describe(Secret secret) {
        Map<String, String> labels = nonNull(secret.getMetadata().getLabels());
        SecretScope scope = new SecretScope(labels.getOrDefault(PROJECT, ""), labels.getOrDefault(DOMAIN, ""));
        return id(secret, scope)
                .filter(id -> nonNull(secret.getData()).containsKey(key(id, kind(secret))))
                .map(id -> new StoredSecret(
                        id, kind(secret), Instant.parse(secret.getMetadata().getCreationTimestamp())));
    }

    private static Optional<SecretId> id(Secret secret, SecretScope scope) {
        String annotated = nonNull(secret.getMetadata().getAnnotations()).get(NAME);
        if (annotated != null) {
            return Optional.of(new SecretId(scope, annotated));
        }
        String prefix = new SecretId(scope, "").encoded();
        return nonNull(secret.getData()).keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> new SecretId(scope, key.substring(prefix.length())))
                .findFirst();
    }

    private static String key(SecretId id, SecretKind kind) {
        return kind == SecretKind.IMAGE_PULL ? DOCKER_CONFIG_KEY : id.encoded();
    }

    private static Map<String, String> nonNull(Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
