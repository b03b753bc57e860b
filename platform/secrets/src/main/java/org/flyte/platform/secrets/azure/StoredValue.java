package org.flyte.platform.secrets.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretValue;

/** Key Vault keeps text: a JSON object says whether it is the value itself or its bytes in base 64. */
record StoredValue(String json) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = "STRING";
    private static final String BYTES = "BINARY";

    static StoredValue of(SecretValue value) {
        Optional<String> text = value.text();
        return new StoredValue(JSON.createObjectNode()
                .put("type", text.isPresent() ? TEXT : BYTES)
                .put("value", text.orElseGet(() -> Base64.getEncoder().encodeToString(value.bytes())))
                .toString());
    }

    /** The value. Fails with FailedPrecondition, without the value, when Flyte did not write it. */
    byte[] bytes(SecretId id) {
        try {
            JsonNode fields = JSON.readTree(json);
            String value = fields.path("value").textValue();
            String type = fields.path("type").asText();
            if (value != null && type.equals(TEXT)) {
                return value.getBytes(UTF_8);
            }
            if (value != null && type.equals(BYTES)) {
                return Base64.getDecoder().decode(value);
            }
        } catch (IOException | IllegalArgumentException e) {
            // falls through to the one message
        }
        throw new FailedPrecondition("secret %s in Azure Key Vault was not written by Flyte; delete it there", id);
    }
}
