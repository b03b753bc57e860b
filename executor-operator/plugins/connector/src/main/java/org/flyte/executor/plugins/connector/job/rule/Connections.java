package org.flyte.executor.plugins.connector.job.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.flyte.executor.plugins.connector.job.rule.Job.JobConnection;
import org.flyte.executor.plugins.connector.job.rule.Job.SecretName;
import org.flyte.idl.core.Secret;
import org.flyte.idl.core.TaskTemplate;

/** Reads the {@code core.Connection} that is in the custom part of a template, beside fields of the connector. */
public final class Connections {
    private Connections() {}

    /** @throws IllegalArgumentException when secrets or configs are no texts by name */
    public static JobConnection of(TaskTemplate template) {
        Struct custom = template.getCustom();
        Map<String, SecretName> secrets = new HashMap<>();
        texts(custom, "secrets").forEach((argument, name) -> secrets.put(argument, secret(template, name)));
        String type = custom.getFieldsOrDefault(
                        "taskType", custom.getFieldsOrDefault("task_type", Value.getDefaultInstance()))
                .getStringValue();
        return new JobConnection(type.isEmpty() ? template.getType() : type, secrets, texts(custom, "configs"));
    }

    /** The secret of the task that has this environment variable, else the one of this key. */
    private static SecretName secret(TaskTemplate template, String name) {
        return template.getSecurityContext().getSecretsList().stream()
                .filter(secret -> name.equals(variable(secret)))
                .findFirst()
                .map(secret -> new SecretName(secret.getGroup(), secret.getKey()))
                .orElseGet(() -> new SecretName("", name));
    }

    private static String variable(Secret secret) {
        if (!secret.getEnvVar().isEmpty()) {
            return secret.getEnvVar();
        }
        String name = secret.getGroup().isEmpty() ? secret.getKey() : secret.getGroup() + "_" + secret.getKey();
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static Map<String, String> texts(Struct custom, String field) {
        Map<String, String> texts = new HashMap<>();
        if (!custom.containsFields(field)) {
            return texts;
        }
        Value value = custom.getFieldsOrThrow(field);
        if (!value.hasStructValue()) {
            throw new IllegalArgumentException("custom.%s is no map of texts".formatted(field));
        }
        value.getStructValue().getFieldsMap().forEach((name, text) -> {
            if (!text.hasStringValue()) {
                throw new IllegalArgumentException("custom.%s.%s is no text".formatted(field, name));
            }
            texts.put(name, text.getStringValue());
        });
        return texts;
    }
}
