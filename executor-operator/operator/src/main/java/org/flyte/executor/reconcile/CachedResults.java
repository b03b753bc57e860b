package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.flyte.executor.cache.Answer;
import org.flyte.executor.cache.CacheFinding;
import org.flyte.executor.cache.CacheGate;
import org.flyte.executor.cache.CacheUse;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Observation;

/** What the cache means for the observation of an attempt. Does nothing for tasks that are not cacheable. */
@ApplicationScoped
class CachedResults {
    /** In case the event of an answer is missed. */
    private static final Duration RECHECK_ANSWER = Duration.ofSeconds(5);

    private final CacheGate gate;
    private final ExecutorConfig.Cache config;
    private final Clock clock;

    CachedResults(CacheGate gate, ExecutorConfig config, Clock clock) {
        this.gate = gate;
        this.config = config.cache();
        this.clock = clock;
    }

    /** Before the object of the attempt is made; empty when it must be made. */
    Optional<Observation> beforeStart(TaskExecution execution) {
        return CacheUse.of(execution, config)
                .flatMap(use -> gate.look(use)
                        .map(CachedResults::obstacle)
                        .orElseGet(() -> Optional.of(
                                new Observation.AskingCache(clock.instant().plus(RECHECK_ANSWER)))));
    }

    /** An attempt has succeeded once its outputs are stored, or cannot be. */
    Observation stored(TaskExecution execution, Observation observation) {
        if (!(observation instanceof Observation.Succeeded)) {
            return observation;
        }
        boolean pending = CacheUse.of(execution, config)
                .filter(use -> gate.put(use).isEmpty())
                .isPresent();
        return pending ? new Observation.Storing(clock.instant().plus(RECHECK_ANSWER)) : observation;
    }

    /** The object of the attempt runs. */
    void running(TaskExecution execution) {
        if (execution.template().getMetadata().getCacheSerializable()) {
            CacheUse.of(execution, config).ifPresent(gate::running);
        }
    }

    /** What to record about the cache; empty when there is nothing new. */
    Optional<CacheFinding> finding(TaskExecution execution) {
        return gate.finding(execution);
    }

    /** The action has ended. */
    void end(TaskExecution execution) {
        gate.end(execution);
    }

    private static Optional<Observation> obstacle(Answer answer) {
        return switch (answer) {
            case Answer.Hit _ -> Optional.of(new Observation.Cached());
            case Answer.Held held -> Optional.of(new Observation.Reserved(held.askAgainAt()));
            case Answer.Miss _ -> Optional.empty();
        };
    }
}
