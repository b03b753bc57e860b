package org.flyte.executor.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.AdmissionQueue.Member;
import org.flyte.executor.reconcile.rule.Observation;

/**
 * Bulkheads of the reconciler: starts of objects and reads of outcomes each have a limit of their own, so that a slow
 * admission webhook or object store delays nothing else.
 */
@ApplicationScoped
class Admissions {
    private final AdmissionQueue starts;
    private final AdmissionQueue outcomes;
    private final Clock clock;

    Admissions(ExecutorConfig config, WakeUps wakeUps, Clock clock, MeterRegistry metrics) {
        this.clock = clock;
        this.starts = new AdmissionQueue(config.maxConcurrentStarts(), member -> wake(wakeUps, member), clock);
        this.outcomes = new AdmissionQueue(config.maxConcurrentOutcomes(), member -> wake(wakeUps, member), clock);
        metrics.gauge("flyte.executor.waiting", Tags.of("kind", "start"), starts, AdmissionQueue::size);
        metrics.gauge("flyte.executor.waiting", Tags.of("kind", "outcome"), outcomes, AdmissionQueue::size);
    }

    /** Starts the object of an attempt, once enough others are through. */
    Optional<Observation> start(TaskExecution execution, Supplier<Optional<Observation>> work) {
        return starts.run(member(execution), work)
                .orElseGet(
                        () -> Optional.of(new Observation.Busy(clock.instant().plus(AdmissionQueue.RECHECK), false)));
    }

    /** Reads how an attempt ended, once enough others are through. */
    Observation outcome(TaskExecution execution, Supplier<Observation> work) {
        return outcomes.run(member(execution), work)
                .orElseGet(() -> new Observation.Busy(clock.instant().plus(AdmissionQueue.RECHECK), true));
    }

    /** The action has ended. */
    void end(TaskExecution execution) {
        starts.forget(execution.uid());
        outcomes.forget(execution.uid());
    }

    private static Member member(TaskExecution execution) {
        return new Member(
                execution.uid(),
                execution.namespace(),
                execution.action().getMetadata().getName());
    }

    private static void wake(WakeUps wakeUps, Member member) {
        wakeUps.mayStart(member.namespace(), member.name());
    }
}
