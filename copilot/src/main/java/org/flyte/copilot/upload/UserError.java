package org.flyte.copilot.upload;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.flyte.copilot.failure.TransferException;
import org.flyte.copilot.failure.TransferException.Kind;

/**
 * The file {@code _ERROR} by which a container says that it failed: text, or a JSON object with {@code code},
 * {@code message} and {@code recoverable}.
 */
record UserError(Path file) {
    private static final String CODE = "UserError";
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_CODE = 128;

    /** Empty when the container left none. */
    static Optional<TransferException> in(Path folder) {
        Path file = folder.resolve("_ERROR");
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new UserError(file).failure())
                : Optional.empty();
    }

    private TransferException failure() {
        String text = new String(OutputFolder.read(file, MAX_BYTES), StandardCharsets.UTF_8).strip();
        return json(text).map(UserError::ofJson).orElseGet(() -> failure(CODE, text, true));
    }

    private static Optional<JsonObject> json(String text) {
        if (!text.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonParser.parseString(text))
                    .filter(JsonElement::isJsonObject)
                    .map(JsonElement::getAsJsonObject);
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    private static TransferException ofJson(JsonObject json) {
        String code = text(json, "code", CODE);
        return failure(
                code.substring(0, Math.min(code.length(), MAX_CODE)),
                text(json, "message", json.toString()),
                !"false".equals(text(json, "recoverable", "true")));
    }

    private static String text(JsonObject json, String name, String otherwise) {
        JsonElement element = json.get(name);
        return element == null
                        || !element.isJsonPrimitive()
                        || element.getAsString().isBlank()
                ? otherwise
                : element.getAsString();
    }

    private static TransferException failure(String code, String message, boolean recoverable) {
        String shown = message.isEmpty() ? "the task wrote an empty _ERROR file" : message;
        return new TransferException(code, recoverable ? Kind.USER_RECOVERABLE : Kind.USER, shown, null);
    }
}
