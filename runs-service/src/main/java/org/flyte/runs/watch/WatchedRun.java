package org.flyte.runs.watch;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.flyte.runs.query.row.ActionRow;

/**
 * The streams of one run in this process, and which of its actions changed since they were read.
 *
 * <p>The names of changed actions are collected in a set until one read fetches their newest rows for all streams
 * together. So a burst costs a few reads, and the set is never larger than the run.
 */
final class WatchedRun {
    private final Set<String> dirty = new LinkedHashSet<>();
    private final Map<String, Long> delivered = new HashMap<>();
    private final List<Consumer<List<ActionRow>>> streams = new CopyOnWriteArrayList<>();
    private final Map<String, List<LongConsumer>> actions = new ConcurrentHashMap<>();
    private final Map<String, Long> events = new ConcurrentHashMap<>();
    private boolean reading;
    private long deliveredUpTo;

    void add(Consumer<List<ActionRow>> stream) {
        streams.add(stream);
    }

    void remove(Consumer<List<ActionRow>> stream) {
        streams.remove(stream);
    }

    void add(String action, LongConsumer listener) {
        actions.computeIfAbsent(action, name -> new CopyOnWriteArrayList<>()).add(listener);
    }

    void remove(String action, LongConsumer listener) {
        actions.computeIfPresent(action, (name, listeners) -> {
            listeners.remove(listener);
            return listeners.isEmpty() ? null : listeners;
        });
    }

    boolean isEmpty() {
        return streams.isEmpty() && actions.isEmpty();
    }

    Set<String> watchedActions() {
        return actions.keySet();
    }

    /** Notifies listeners of single actions at once; returns whether the caller has to start a read. */
    boolean markChanged(Collection<String> names) {
        if (!actions.isEmpty()) {
            names.forEach(name -> notifyListeners(name, Long.MAX_VALUE));
        }
        if (streams.isEmpty()) {
            return false;
        }
        synchronized (dirty) {
            dirty.addAll(names);
            return beginRead();
        }
    }

    /** The same for rows that a poll found, without versions that were delivered already. */
    boolean markChanged(Map<String, Long> versions) {
        versions.forEach(this::notifyListeners);
        if (streams.isEmpty()) {
            return false;
        }
        synchronized (dirty) {
            versions.forEach((name, version) -> {
                if (delivered.getOrDefault(name, 0L) < version) {
                    dirty.add(name);
                }
            });
            return beginRead();
        }
    }

    /** Notifies listeners of actions with events that the previous poll did not see. */
    void markEvents(Map<String, Long> counts) {
        counts.forEach((name, count) -> {
            Long before = events.put(name, count);
            if (before == null || before < count) {
                notifyListeners(name, Long.MAX_VALUE);
            }
        });
        events.keySet().retainAll(actions.keySet());
    }

    /** Takes names out of the set, no more than the maximum. */
    String[] takeChanged(int max) {
        synchronized (dirty) {
            String[] names = new String[Math.min(max, dirty.size())];
            Iterator<String> next = dirty.iterator();
            for (int i = 0; i < names.length; i++) {
                names[i] = next.next();
                next.remove();
            }
            return names;
        }
    }

    /** Delivers rows that their writer has returned, and notifies listeners of their actions. */
    void deliverWritten(List<ActionRow> rows) {
        if (!actions.isEmpty()) {
            rows.forEach(row -> notifyListeners(row.name(), row.changeSeq()));
        }
        if (!streams.isEmpty()) {
            deliver(rows);
        }
    }

    void deliver(List<ActionRow> rows) {
        synchronized (dirty) {
            rows.forEach(row -> delivered.merge(row.name(), row.changeSeq(), Long::max));
        }
        streams.forEach(stream -> stream.accept(rows));
    }

    /** Ends a read; returns whether there is another to begin. */
    boolean endRead() {
        synchronized (dirty) {
            reading = false;
            return beginRead();
        }
    }

    void putBack(String[] names) {
        synchronized (dirty) {
            dirty.addAll(List.of(names));
        }
    }

    /** Forgets deliveries of versions that no further poll returns: polls have found all changes up to this number. */
    void forget(long upTo) {
        synchronized (dirty) {
            delivered.values().removeIf(version -> version <= upTo);
            if (!reading && dirty.isEmpty()) {
                deliveredUpTo = upTo;
            }
        }
    }

    /** All changes up to this number were delivered. */
    long deliveredUpTo() {
        synchronized (dirty) {
            return deliveredUpTo;
        }
    }

    private boolean beginRead() {
        if (reading || dirty.isEmpty()) {
            return false;
        }
        reading = true;
        return true;
    }

    private void notifyListeners(String name, long version) {
        List<LongConsumer> listeners = actions.get(name);
        if (listeners != null) {
            listeners.forEach(listener -> listener.accept(version));
        }
    }
}
