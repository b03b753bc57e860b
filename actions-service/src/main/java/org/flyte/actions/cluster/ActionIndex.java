package org.flyte.actions.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.id.RunKey;

/**
 * The TaskActions of the namespace as the informer knows them, together with those we have just created and the
 * informer has not shown yet: a lagging cache never hides a parent (design D21).
 */
@ApplicationScoped
public class ActionIndex {
    private static final Duration INFORMER_LAG = Duration.ofMinutes(2);

    private final ConcurrentHashMap<RunKey, RunActions> runs = new ConcurrentHashMap<>();
    private final Clock clock;

    @Inject
    ActionIndex() {
        this(Clock.systemUTC());
    }

    ActionIndex(Clock clock) {
        this.clock = clock;
    }

    public Optional<TrackedAction> find(ActionKey key) {
        return Optional.ofNullable(read(key.run(), run -> run.get(key.name()), null));
    }

    public List<TrackedAction> childrenOf(ActionKey parent) {
        return read(parent.run(), run -> run.matching(a -> a.parent().equals(parent.name())), List.of());
    }

    /** The action itself, if it is there, and everything below it, parents first. */
    public List<TrackedAction> withDescendants(ActionKey key) {
        return read(key.run(), run -> run.withDescendants(key.name()), List.of());
    }

    /** Takes note of our own creation; what the informer has shown since wins. */
    public void remember(TrackedAction created) {
        write(created.key().run(), run -> run.remember(created, clock.instant()));
    }

    void see(TrackedAction action) {
        write(action.key().run(), run -> run.see(action));
    }

    void remove(TrackedAction action) {
        write(action.key().run(), run -> run.remove(action.key(), action.uid()));
    }

    /** Drops creations of ours that vanished before the informer could show them. */
    void forgetUnseen() {
        Instant before = clock.instant().minus(INFORMER_LAG);
        runs.keySet().forEach(key -> write(key, run -> run.forgetUnseen(before)));
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
