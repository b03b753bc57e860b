package org.flyte.executor.webhook;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.secret.SecretAnnotations;
import org.flyte.idl.core.Secret;

/** The secrets that a pod asks for by its annotations: each a message {@code core.Secret} in base 64 (URL-safe, unpadded). */
record PodSecretRequests(Pod pod) {
    /** On pods that the webhook is called for. */
    static final String LABEL = "inject-flyte-secrets";

    private static final int MAX_LENGTH = 4096;

    /** In the order of their numbers. */
    List<Secret> secrets() {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        if (annotations == null) {
            return List.of();
        }
        return annotations.entrySet().stream()
                .filter(annotation -> annotation.getKey().startsWith(SecretAnnotations.PREFIX))
                .sorted(Comparator.comparingInt((Map.Entry<String, String> annotation) ->
                                annotation.getKey().length())
                        .thenComparing(Map.Entry::getKey))
                .map(annotation -> decode(annotation.getKey(), annotation.getValue()))
                .toList();
    }

    String label(String name) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(name, "");
    }

    private static Secret decode(String annotation, String text) {
        if (text.length() > MAX_LENGTH) {
            throw bad("annotation %s has %d characters, at most %d are allowed"
                    .formatted(annotation, text.length(), MAX_LENGTH));
        }
        try {
            return Secret.parseFrom(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            throw bad("annotation %s is no message core.Secret in base 64".formatted(annotation));
        }
    }

    private static StartException bad(String message) {
        return StartException.refused(Failure.permanent(Failure.BAD_TASK, message), null);
    }
}
