package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment variables of a container, resolved as kubelet does: literals, references, field references. */
final class PodEnvironment {
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$|\\(([-._a-zA-Z][-._a-zA-Z0-9]*)\\))");
    private static final Pattern BY_KEY = Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");

    private PodEnvironment() {}

    /**
     * @param secrets value of a key of a secret, as {@code name/key}; null when there is none
     */
    static Map<String, String> of(Pod pod, Container container, java.util.function.UnaryOperator<String> secrets) {
        Map<String, String> resolved = new LinkedHashMap<>();
        for (EnvVar variable : container.getEnv()) {
            String value = variable.getValueFrom() == null
                    ? expand(variable.getValue() == null ? "" : variable.getValue(), resolved)
                    : referenced(pod, variable.getValueFrom(), secrets);
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

    private static String referenced(Pod pod, EnvVarSource source, java.util.function.UnaryOperator<String> secrets) {
        if (source.getFieldRef() != null) {
            return field(pod, source.getFieldRef().getFieldPath());
        }
        if (source.getSecretKeyRef() != null) {
            return secrets.apply(source.getSecretKeyRef().getName() + "/"
                    + source.getSecretKeyRef().getKey());
        }
        return null;
    }

    private static String field(Pod pod, String path) {
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
