package org.flyte.console;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * A file of the console, with its forms by content encoding; {@code identity} is the plain one.
 *
 * @param immutable the name changes with the content, so that it can be kept for ever
 */
record Asset(String contentType, boolean immutable, Map<String, Buffer> forms) {
    /** Best first. */
    private static final String[] ENCODINGS = {"br", "gzip"};

    static final String IDENTITY = "identity";

    /** The content encoding to answer with, for a header {@code Accept-Encoding} that may be null. */
    String encodingFor(String accepted) {
        if (accepted != null) {
            for (String encoding : ENCODINGS) {
                if (forms.containsKey(encoding) && accepts(accepted, encoding)) {
                    return encoding;
                }
            }
        }
        return IDENTITY;
    }

    private static boolean accepts(String header, String encoding) {
        for (String part : header.split(",", -1)) {
            String[] words = part.trim().split("\\s*;\\s*", -1);
            if (words[0].equalsIgnoreCase(encoding)) {
                return words.length == 1 || !words[1].matches("q=0(\\.0*)?");
            }
        }
        return false;
    }
}
