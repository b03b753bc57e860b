package org.flyte.secrets.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.flyte.idl.secret.SecretIdentifier;
import org.flyte.idl.secret.SecretSpec;
import org.flyte.idl.secret.SecretType;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;

/** A secret as a request brings it. */
record NewSecret(SecretId id, SecretValue value) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Fails with InvalidArgument that names the field, and never quotes the value. */
    static NewSecret of(SecretIdentifier id, boolean hasSpec, SecretSpec spec, long maxBytes) {
        SecretId checked = id(id);
        RequestFields.required("secret_spec", hasSpec);
        return new NewSecret(checked, value(spec, maxBytes));
    }

    /** The id of a request; fails with InvalidArgument that names the field. */
    static SecretId id(SecretIdentifier id) {
        SecretScope scope = SecretScope.of("id.", id.getProject(), id.getDomain());
        return SecretId.of("id.name", scope, id.getName());
    }

    private static SecretValue value(SecretSpec spec, long maxBytes) {
        byte[] bytes = switch (spec.getValueCase()) {
            case STRING_VALUE -> spec.getStringValue().getBytes(StandardCharsets.UTF_8);
            case BINARY_VALUE -> spec.getBinaryValue().toByteArray();
            case VALUE_NOT_SET ->
                throw new InvalidArgument("secret_spec.value is required: set string_value or binary_value");
        };
        if (bytes.length == 0) {
            throw new InvalidArgument("secret_spec.value must not be empty");
        }
        if (bytes.length > maxBytes) {
            throw new InvalidArgument(
                    "secret_spec.value has %d bytes, at most %d are allowed: shorten it, or have"
                            + " flyte.secrets.max-value-size raised",
                    bytes.length, maxBytes);
        }
        SecretKind kind = kind(spec.getType());
        if (kind == SecretKind.IMAGE_PULL && !isDockerConfig(bytes)) {
            throw new InvalidArgument(
                    "secret_spec.value of an image pull secret must be a Docker configuration: a JSON object with auths");
        }
        return new SecretValue(kind, bytes);
    }

    private static SecretKind kind(SecretType type) {
        return switch (type) {
            case SECRET_TYPE_GENERIC -> SecretKind.GENERIC;
            case SECRET_TYPE_IMAGE_PULL_SECRET -> SecretKind.IMAGE_PULL;
            case UNRECOGNIZED ->
                throw new InvalidArgument("secret_spec.type has a value that this version does not know");
        };
    }

    private static boolean isDockerConfig(byte[] bytes) {
        try {
            JsonNode config = JSON.readTree(bytes);
            return config.isObject() && config.path("auths").isObject();
        } catch (IOException e) {
            return false;
        }
    }
}
