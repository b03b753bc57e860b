package org.flyte.actions.cluster;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.flyte.platform.model.ActionKey;

/** The TaskActions of one run. Not thread-safe: {@link ActionIndex} guards it. */
final class RunActions {
    private final Map<String, Entry> actions = new HashMap<>();
    private final Map<RunContext, RunContext> contexts = new HashMap<>();

    /** @param expiry when it is no longer relied on, null once the informer has received it */
    private record Entry(TrackedAction action, Instant expiry) {
        boolean hasExpired(Instant now) {
            return expiry != null && !now.isBefore(expiry);
        }
    }

    TrackedAction get(String name, Instant now) {
        Entry entry = actions.get(name);
        return entry == null || entry.hasExpired(now) ? null : entry.action();
    }

    void put(TrackedAction action) {
        put(new Entry(share(action), null));
    }

    /** Adds an action that the informer has not received, unless there is one that it has, or one that lasts longer. */
    void addUnconfirmed(TrackedAction action, Instant expiry) {
        Entry known = actions.get(action.key().name());
        if (known == null || (known.expiry() != null && known.expiry().isBefore(expiry))) {
            put(new Entry(share(action), expiry));
        }
    }

    void remove(ActionKey key, String uid) {
        Entry entry = actions.get(key.name());
        if (entry != null && entry.action().uid().equals(uid)) {
            actions.remove(key.name());
        }
    }

    /** Removes what has expired and has not been received from the informer. */
    void removeUnconfirmed(Instant now) {
        actions.values().removeIf(entry -> entry.hasExpired(now));
    }

    boolean isEmpty() {
        return actions.isEmpty();
    }

    List<TrackedAction> matching(Predicate<TrackedAction> filter) {
        return actions.values().stream().map(Entry::action).filter(filter).toList();
    }

    /** The action itself, if it is there, and all its descendants, parents first. */
    List<TrackedAction> withDescendants(String name) {
        Map<String, List<TrackedAction>> byParent = actions.values().stream()
                .map(Entry::action)
                .filter(TrackedAction::hasParent)
                .collect(Collectors.groupingBy(TrackedAction::parent));
        List<TrackedAction> found = new ArrayList<>();
        if (actions.containsKey(name)) {
            found.add(actions.get(name).action());
        }
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            List<TrackedAction> children = byParent.remove(open.pop());
            if (children != null) {
                found.addAll(children);
                children.forEach(child -> open.add(child.key().name()));
            }
        }
        return found;
    }

    private void put(Entry entry) {
        actions.put(entry.action().key().name(), entry);
    }

    private TrackedAction share(TrackedAction action) {
        RunContext shared = contexts.putIfAbsent(action.context(), action.context());
        return shared == null ? action : action.sharing(shared);
    }
}
