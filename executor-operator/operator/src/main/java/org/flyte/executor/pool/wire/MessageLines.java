package org.flyte.executor.pool.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads messages, a line of JSON each. */
final class MessageLines {
    static final int MAX_BYTES = 1 << 20;

    private final InputStream in;
    private final ObjectMapper json;

    MessageLines(InputStream in, ObjectMapper json) {
        this.in = in;
        this.json = json;
    }

    /**
     * The next one; empty at the end. Waits for it.
     *
     * @throws IllegalArgumentException when a line is too long, or no JSON object
     */
    Optional<JsonNode> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int value;
        while ((value = in.read()) != '\n') {
            if (value < 0) {
                return Optional.empty();
            }
            if (line.size() == MAX_BYTES) {
                throw new IllegalArgumentException("a message has more than %d bytes".formatted(MAX_BYTES));
            }
            line.write(value);
        }
        try {
            JsonNode message = json.readTree(line.toByteArray());
            if (!message.isObject()) {
                throw new IllegalArgumentException("a message is no object");
            }
            return Optional.of(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a message is no JSON", e);
        }
    }
}
