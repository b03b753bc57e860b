package org.flyte.idl.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A message as the published API writes it.
 *
 * @param json its proto3 JSON form
 * @param bytes its wire form, deterministic
 * @param also further encodings of the same message
 */
record GoldenMessage(String name, String type, JsonElement json, byte[] bytes, List<byte[]> also) {
    private static final Path FOLDER = Path.of("src", "test", "resources", "contract", "golden");

    static Stream<GoldenMessage> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(GoldenMessage::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenMessage read(Path file) {
        try {
            JsonObject golden = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            List<byte[]> also = golden.has("also")
                    ? golden.getAsJsonArray("also").asList().stream()
                            .map(GoldenMessage::bytes)
                            .toList()
                    : List.of();
            return new GoldenMessage(
                    golden.get("name").getAsString(),
                    golden.get("type").getAsString(),
                    golden.get("json"),
                    bytes(golden.get("hex")),
                    also);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An encoding is its hex digits, or an object that holds them under {@code hex}. */
    private static byte[] bytes(JsonElement hex) {
        JsonElement digits = hex.isJsonObject() ? hex.getAsJsonObject().get("hex") : hex;
        return HexFormat.of().parseHex(digits.getAsString());
    }

    @Override
    public String toString() {
        return name;
    }
}
