package org.flyte.runs.change;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.platform.model.RunKey;

/**
 * Changes that wait for the next notification. However many there are, a few notifications of bounded length tell of them:
 * beyond a number of actions a run is named without them, and beyond a number of runs none is named.
 */
final class PendingHints {
    /** PostgreSQL takes less than 8,000 bytes. */
    static final int MAX_BYTES = 7_800;

    static final int MAX_ACTIONS = 100;
    static final int MAX_RUNS = 500;
    static final int MAX_NOTIFICATIONS = 8;

    /** An empty set: too many actions. */
    private final Map<RunKey, Set<String>> changed = new LinkedHashMap<>();

    private boolean anything;

    /** @return whether there were none before */
    synchronized boolean add(RunKey run, Collection<String> actions) {
        boolean first = isEmpty();
        Set<String> names = changed.get(run);
        if (anything || actions.isEmpty() || (names != null && names.isEmpty())) {
            return first;
        }
        if (names == null) {
            if (changed.size() >= MAX_RUNS) {
                addAnything();
                return first;
            }
            names = new LinkedHashSet<>();
            changed.put(run, names);
        }
        names.addAll(actions);
        if (names.size() > MAX_ACTIONS) {
            names.clear();
        }
        return first;
    }

    /** Changes were lost, or are too many. */
    synchronized void addAnything() {
        changed.clear();
        anything = true;
    }

    synchronized boolean isEmpty() {
        return changed.isEmpty() && !anything;
    }

    /** Takes all as the texts of notifications. */
    synchronized List<String> take() {
        List<String> texts = anything ? List.of(new Hint.AnythingChanged().text()) : texts();
        changed.clear();
        anything = false;
        return texts;
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        StringBuilder entries = new StringBuilder();
        int bytes = 0;
        int room = MAX_BYTES - Hint.OPEN.length() - Hint.CLOSE.length();
        for (Map.Entry<RunKey, Set<String>> run : changed.entrySet()) {
            String entry = Hint.entry(run.getKey(), run.getValue());
            if (length(entry) > room) {
                entry = Hint.entry(run.getKey(), Set.of());
            }
            int length = length(entry);
            if (bytes > 0 && bytes + 1 + length > room) {
                texts.add(Hint.OPEN + entries + Hint.CLOSE);
                entries.setLength(0);
                bytes = 0;
            }
            entries.append(bytes > 0 ? "," : "").append(entry);
            bytes += length + (bytes > 0 ? 1 : 0);
            if (bytes > room || texts.size() >= MAX_NOTIFICATIONS) {
                return List.of(new Hint.AnythingChanged().text());
            }
        }
        if (bytes > 0) {
            texts.add(Hint.OPEN + entries + Hint.CLOSE);
        }
        return texts;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
