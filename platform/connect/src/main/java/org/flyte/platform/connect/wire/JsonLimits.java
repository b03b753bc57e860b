package org.flyte.platform.connect.wire;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.io.StringReader;
import java.util.regex.Pattern;

/**
 * Refuses JSON that is small on the wire and expensive to parse: many values, each of which becomes an object, and numbers
 * with large exponents, which become as many digits. Malformed JSON passes; the parser says what is wrong with it.
 *
 * @param maxValues maximum number of names and values
 */
record JsonLimits(int maxValues) {
    /** The parser takes numbers in quotes too. */
    private static final Pattern LARGE_EXPONENT = Pattern.compile("[-+]?[\\d.]++[eE][-+]?\\d{6,}");

    /** Returns the number of names and values. */
    int check(String json) throws StatusException {
        int values = 0;
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.LENIENT);
            for (JsonToken token = reader.peek(); token != JsonToken.END_DOCUMENT; token = reader.peek()) {
                if (++values > maxValues) {
                    throw invalid("request has more than %d names and values: send less at once".formatted(maxValues));
                }
                pass(token, reader);
            }
        } catch (IOException | IllegalStateException | NumberFormatException malformed) {
            return values;
        }
        return values;
    }

    private static void pass(JsonToken token, JsonReader reader) throws IOException, StatusException {
        switch (token) {
            case BEGIN_OBJECT -> reader.beginObject();
            case END_OBJECT -> reader.endObject();
            case BEGIN_ARRAY -> reader.beginArray();
            case END_ARRAY -> reader.endArray();
            case NAME -> checkNumber(reader.nextName(), reader);
            case STRING, NUMBER -> checkNumber(reader.nextString(), reader);
            default -> reader.skipValue();
        }
    }

    private static void checkNumber(String text, JsonReader reader) throws StatusException {
        if (LARGE_EXPONENT.matcher(text).matches()) {
            String field =
                    reader.getPreviousPath().replace("$.", "").replace('[', '.').replace("]", "");
            throw invalid("%s: the exponent of a number may have at most 5 digits".formatted(field));
        }
    }

    private static StatusException invalid(String reason) {
        return Status.INVALID_ARGUMENT.withDescription(reason).asException();
    }
}
