package org.flyte.runs.change;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.model.RunKey;

/** A notification between replicas. Its text is JSON with one key; a later version may send others, which are ignored. */
sealed interface Hint {
    /** Actions changed, by run; without names: too many to name. */
    record Changed(Map<RunKey, Set<String>> actions) implements Hint {
        @Override
        public String text() {
            StringBuilder text = new StringBuilder(OPEN);
            actions.forEach((run, names) ->
                    text.append(text.length() > OPEN.length() ? "," : "").append(entry(run, names)));
            return text.append(CLOSE).toString();
        }
    }

    /** Any action of any run may have changed. */
    record AnythingChanged() implements Hint {
        @Override
        public String text() {
            return new JsonObject().put(ANYTHING, true).encode();
        }
    }

    /** The sender watches something, and wants hints for a while. */
    record Watching() implements Hint {
        @Override
        public String text() {
            return new JsonObject().put(WATCHING, true).encode();
        }
    }

    /** The sender has just connected: who is watching says so. */
    record WhoIsWatching() implements Hint {
        @Override
        public String text() {
            return new JsonObject().put(WHO, true).encode();
        }
    }

    String CHANGED = "changed";
    String ANYTHING = "anything";
    String WATCHING = "watching";
    String WHO = "who";

    /** What is before and after the entries of {@link Changed}. */
    String OPEN = "{\"" + CHANGED + "\":[";

    String CLOSE = "]}";

    String text();

    /** One entry of the text of {@link Changed}. */
    static String entry(RunKey run, Collection<String> names) {
        JsonArray entry = new JsonArray().add(run.project()).add(run.domain()).add(run.name());
        names.forEach(entry::add);
        return entry.encode();
    }

    /** Empty for a text that this version does not know. */
    static Optional<Hint> parse(String text) {
        try {
            JsonObject hint = new JsonObject(text);
            if (hint.containsKey(CHANGED)) {
                return Optional.of(changed(hint.getJsonArray(CHANGED)));
            }
            if (hint.containsKey(ANYTHING)) {
                return Optional.of(new AnythingChanged());
            }
            if (hint.containsKey(WATCHING)) {
                return Optional.of(new Watching());
            }
            return hint.containsKey(WHO) ? Optional.of(new WhoIsWatching()) : Optional.empty();
        } catch (DecodeException | ClassCastException | IndexOutOfBoundsException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private static Hint changed(JsonArray entries) {
        Map<RunKey, Set<String>> actions = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            JsonArray entry = entries.getJsonArray(i);
            Set<String> names = new LinkedHashSet<>();
            for (int j = 3; j < entry.size(); j++) {
                names.add(entry.getString(j));
            }
            actions.put(new RunKey(entry.getString(0), entry.getString(1), entry.getString(2)), names);
        }
        return new Changed(actions);
    }
}
