package org.flyte.runs.schedule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.workflow.RunSource;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.PermissionDenied;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.run.CreateRun;
import org.flyte.runs.run.RunRequest;
import org.flyte.runs.run.RunRequest.GivenInputs;
import org.flyte.runs.run.RunRequest.TaskReference;
import org.flyte.runs.schedule.DueTrigger.Choice;
import org.flyte.runs.trigger.TriggerKey;
import org.jboss.logging.Logger;

/**
 * Fires the triggers that are due. A replica reserves a trigger, creates the run under a name that follows from trigger and
 * due time, and sets the next due time; when it ends in between, another replica repeats it and finds the run.
 */
@ApplicationScoped
class TriggerScheduler {
    private static final Logger LOG = Logger.getLogger(TriggerScheduler.class);
    private static final Duration WAIT_FOR_ACTIVE_RUN = Duration.ofSeconds(5);

    private final DueTriggerStore triggers;
    private final CreateRun createRun;
    private final SchedulerConfig config;
    private final Clock clock;
    private final Backoff backoff;
    private final Counter fired;
    private final Counter skipped;

    TriggerScheduler(
            DueTriggerStore triggers, CreateRun createRun, SchedulerConfig config, Clock clock, MeterRegistry meters) {
        this.triggers = triggers;
        this.createRun = createRun;
        this.config = config;
        this.clock = clock;
        this.backoff = Backoff.doubling(config.initialBackoff(), config.maxBackoff());
        this.fired = Counter.builder("flyte.runs.scheduler.fired")
                .description("Due times of triggers that a run was started for")
                .register(meters);
        this.skipped = Counter.builder("flyte.runs.scheduler.skipped")
                .description("Due times of triggers that were passed over")
                .register(meters);
    }

    @Scheduled(every = "1s", delayed = "2s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return config.enabled() ? fireDue().replaceWithVoid() : Uni.createFrom().voidItem();
    }

    /** Fires one batch; answers how many triggers it had. Never fails. */
    Uni<Integer> fireDue() {
        Instant now = clock.instant();
        return triggers.claim(now, config.lease(), config.batchSize())
                .chain(due -> Multi.createFrom()
                        .iterable(due)
                        .onItem()
                        .transformToUni(trigger -> fire(trigger, now))
                        .merge(config.concurrency())
                        .collect()
                        .asList()
                        .map(done -> done.size()))
                .onFailure()
                .invoke(failure -> LOG.warnf("due triggers not read, retried: cause=%s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(0);
    }

    private Uni<Void> fire(DueTrigger trigger, Instant now) {
        return Uni.createFrom()
                .deferred(() -> decide(trigger, now))
                .onFailure()
                .recoverWithUni(failure -> failed(trigger, now, failure))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "trigger not fired, its reservation ends by itself: trigger=%s cause=%s",
                        trigger.key(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> decide(DueTrigger trigger, Instant now) {
        OverlapPolicy policy = OverlapPolicy.of(trigger.spec()).orElse(config.overlapPolicy());
        if (policy == OverlapPolicy.ALLOW) {
            return start(trigger, trigger.choose(now, config.maxCatchUp()), Optional.empty());
        }
        return triggers.isRunning(trigger.key()).chain(running -> {
            if (!running) {
                // What became due while the run before was active counts as one.
                return policy == OverlapPolicy.BUFFER_ONE
                        ? start(trigger, new Choice(trigger.due(), 0), Optional.of(now))
                        : start(trigger, trigger.choose(now, config.maxCatchUp()), Optional.empty());
            }
            if (policy == OverlapPolicy.BUFFER_ONE) {
                return triggers.postpone(trigger, now.plus(WAIT_FOR_ACTIVE_RUN), trigger.failures());
            }
            LOG.infof("trigger skipped, a run of it is active: trigger=%s due=%s", trigger.key(), trigger.due());
            skipped.increment();
            return triggers.advance(trigger, trigger.after(trigger.due()).orElse(null), null);
        });
    }

    /** @param passedOver due times until then are passed over once the run is started */
    private Uni<Void> start(DueTrigger trigger, Choice choice, Optional<Instant> passedOver) {
        if (choice.skipped() > 0) {
            LOG.warnf(
                    "due times passed over, more than flyte.runs.scheduler.max-catch-up: trigger=%s count=%d first=%s",
                    trigger.key(), choice.skipped(), trigger.due());
            skipped.increment(choice.skipped());
        }
        Instant due = choice.due();
        Instant from = passedOver.filter(due::isBefore).orElse(due);
        return createRun
                .execute(request(trigger.key(), due))
                .replaceWithVoid()
                .onFailure(AlreadyExists.class)
                .recoverWithNull()
                .invoke(() -> fired.increment())
                .chain(() -> triggers.advance(trigger, trigger.after(from).orElse(null), due));
    }

    private Uni<Void> failed(DueTrigger trigger, Instant now, Throwable failure) {
        if (failure instanceof NotFound
                || failure instanceof InvalidArgument
                || failure instanceof PermissionDenied
                || failure instanceof FailedPrecondition) {
            LOG.warnf(
                    "trigger cannot be fired, this due time is passed over: trigger=%s due=%s cause=%s",
                    trigger.key(), trigger.due(), failure.getMessage());
            skipped.increment();
            return triggers.advance(trigger, trigger.after(trigger.due()).orElse(null), null);
        }
        int failures = trigger.failures() + 1;
        Duration wait = backoff.jittered(failures, ThreadLocalRandom.current());
        LOG.warnf(
                "trigger not fired, retried: trigger=%s due=%s failures=%d cause=%s",
                trigger.key(), trigger.due(), failures, failure.getMessage());
        return triggers.postpone(trigger, now.plus(wait), failures);
    }

    private static RunRequest request(TriggerKey key, Instant due) {
        return new RunRequest(
                new RunKey(key.project(), key.domain(), DueTrigger.runName(key, due)),
                true,
                new TaskReference.OfTrigger(key.project(), key.domain(), key.taskName(), key.name()),
                new GivenInputs.Absent(),
                RunSpec.getDefaultInstance(),
                Optional.of(ProtoTime.of(due)),
                RunSource.RUN_SOURCE_SCHEDULE_TRIGGER);
    }
}
