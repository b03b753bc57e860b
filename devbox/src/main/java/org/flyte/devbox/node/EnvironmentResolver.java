package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves the environment variables of a container as kubelet does: literals, references, field references. */
final class EnvironmentResolver {
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$|\\(([-._a-zA-Z][-._a-zA-Z0-9]*)\\))");
    private static final Pattern BY_KEY = Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");

    private final Pod pod;
    private final Container container;
    private final UnaryOperator<String> secrets;

    /**
     * Prepares the environment of a container.
     *
     * @param secrets value of a key of a secret, as {@code name/key}; null when there is none
     */
    EnvironmentResolver(Pod pod, Container container, UnaryOperator<String> secrets) {
        this.pod = pod;
        this.container = container;
        this.secrets = secrets;
    }

    /** Names and values in the order of the container's specification. */
    Map<String, String> resolve() {
        Map<String, String> resolved = new LinkedHashMap<>();
        for (EnvVar variable : container.getEnv()) {
            String value = variable.getValueFrom() == null
                    ? expand(variable.getValue() == null ? "" : variable.getValue(), resolved)
                    : referenced(variable.getValueFrom());
            if (value != null) {
                resolved.put(variable.getName(), value);
            }
        }
        return resolved;
    }

    /** Replaces {@code $(NAME)} by the variable; unknown names stay, {@code $$} is one dollar. */
    static String expand(String text, Map<String, String> variables) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            String replacement = match.group(2) == null ? "$" : variables.getOrDefault(match.group(2), match.group());
            return Matcher.quoteReplacement(replacement);
        });
    }

    private String referenced(EnvVarSource source) {
        if (source.getFieldRef() != null) {
            return field(source.getFieldRef().getFieldPath());
        }
        return source.getSecretKeyRef() == null ? null : secret(source.getSecretKeyRef());
    }

    private String secret(SecretKeySelector key) {
        String value = secrets.apply(key.getName() + "/" + key.getKey());
        if (value == null && !Boolean.TRUE.equals(key.getOptional())) {
            throw new IllegalArgumentException(
                    "key %s of Secret %s does not exist".formatted(key.getKey(), key.getName()));
        }
        return value;
    }

    private String field(String path) {
        ObjectMeta meta = pod.getMetadata();
        Matcher byKey = BY_KEY.matcher(path);
        if (byKey.matches()) {
            Map<String, String> values = byKey.group(1).equals("labels") ? meta.getLabels() : meta.getAnnotations();
            return values == null ? "" : values.getOrDefault(byKey.group(2), "");
        }
        return switch (path) {
            case "metadata.name" -> meta.getName();
            case "metadata.namespace" -> meta.getNamespace();
            case "metadata.uid" -> meta.getUid();
            case "spec.nodeName" -> LocalNode.NAME;
            case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
            case "status.podIP", "status.hostIP" -> LocalNode.ADDRESS;
            default -> null;
        };
    }
}
