package org.flyte.actions.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;

/**
 * The TaskActions of the namespace: those that the informer has, and those that this process has just created or read and
 * the informer has not received yet, so that a lagging informer never hides a parent. What the informer receives always
 * replaces them, and an object that it has seen deleted is never added again.
 */
@ApplicationScoped
public class ActionIndex {
    private static final Duration MAX_INFORMER_LAG = Duration.ofMinutes(2);

    /** An object that was only read may be deleted before the informer ever receives it: it is read again after this. */
    private static final Duration MAX_AGE_OF_READ = Duration.ofSeconds(10);

    private final ConcurrentHashMap<RunKey, RunActions> runs = new ConcurrentHashMap<>();
    private final DeletedObjects deleted = new DeletedObjects();
    private final Clock clock;

    ActionIndex(Clock clock) {
        this.clock = clock;
    }

    /** The action, if it has a TaskAction. */
    public Optional<TrackedAction> find(ActionKey key) {
        return Optional.ofNullable(read(key.run(), run -> run.get(key.name(), clock.instant()), null));
    }

    /** The direct children of an action that have a TaskAction. */
    public List<TrackedAction> childrenOf(ActionKey parent) {
        return read(parent.run(), run -> run.matching(a -> a.parent().equals(parent.name())), List.of());
    }

    /** The action itself, if it has a TaskAction, and all its descendants, parents first. */
    public List<TrackedAction> withDescendants(ActionKey key) {
        return read(key.run(), run -> run.withDescendants(key.name()), List.of());
    }

    /** Adds an action that this process has created, unless the informer has received it already. */
    public void addCreated(TrackedAction created) {
        addUnconfirmed(created, MAX_INFORMER_LAG);
    }

    /** Adds an action that this process has read from Kubernetes, unless the informer has received it already. */
    void addRead(TrackedAction read) {
        addUnconfirmed(read, MAX_AGE_OF_READ);
    }

    /** Puts the state of an action that the informer has received. */
    void put(TrackedAction action) {
        write(action.key().run(), run -> run.put(action));
    }

    void remove(TrackedAction action) {
        deleted.add(action.uid());
        write(action.key().run(), run -> run.remove(action.key(), action.uid()));
    }

    /** Removes created and read actions that the informer has not received in time: they were deleted at once. */
    void removeUnconfirmed() {
        Instant now = clock.instant();
        runs.keySet().forEach(key -> write(key, run -> run.removeUnconfirmed(now)));
    }

    private void addUnconfirmed(TrackedAction action, Duration maxAge) {
        write(action.key().run(), run -> {
            if (!deleted.contains(action.uid())) {
                run.addUnconfirmed(action, clock.instant().plus(maxAge));
            }
        });
    }

    private <T> T read(RunKey key, Function<RunActions, T> reader, T otherwise) {
        RunActions run = runs.get(key);
        if (run == null) {
            return otherwise;
        }
        synchronized (run) {
            return reader.apply(run);
        }
    }

    private void write(RunKey key, Consumer<RunActions> writer) {
        runs.compute(key, (k, existing) -> {
            RunActions run = existing == null ? new RunActions() : existing;
            synchronized (run) {
                writer.accept(run);
                return run.isEmpty() ? null : run;
            }
        });
    }
}
