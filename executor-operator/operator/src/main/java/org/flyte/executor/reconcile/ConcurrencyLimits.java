package org.flyte.executor.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;
import java.util.stream.Stream;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.QueueConfig;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.ConcurrencySlots;
import org.flyte.executor.reconcile.rule.ConcurrencySlots.Limit;
import org.flyte.executor.reconcile.rule.ConcurrencySlots.Member;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.executor.reconcile.rule.QueueLimits;
import org.flyte.executor.reconcile.status.StatusStore;

/**
 * Holds the limits of runs ({@code max_action_concurrency}) and queues: an action beyond one waits until another one has ended. Kept in
 * memory; after a restart, what is at work is read from the statuses. See docs/behaviour/queues.md.
 */
@ApplicationScoped
class ConcurrencyLimits {
    /** The queue of actions that name none. */
    static final String DEFAULT_QUEUE = "default";

    private final StatusStore statuses;
    private final WakeUps wakeUps;
    private final Map<String, QueueLimits> queues = new LinkedHashMap<>();
    private final Optional<Integer> maxActions;

    /** Guarded by this. */
    private final ConcurrencySlots slots;

    private boolean loaded;
    private volatile Supplier<Stream<TaskAction>> cached = Stream::empty;

    ConcurrencyLimits(StatusStore statuses, WakeUps wakeUps, ExecutorConfig config, MeterRegistry metrics) {
        this.statuses = statuses;
        this.wakeUps = wakeUps;
        config.queues().forEach((name, queue) -> queues.put(name, limits(name, queue)));
        this.maxActions = checked("flyte.executor.max-actions", config.maxActions());
        this.slots = new ConcurrencySlots(maxActions.orElse(Integer.MAX_VALUE), queues);
        for (String queue : queues.keySet()) {
            gauge(metrics, queue, "working", ConcurrencySlots::working);
            gauge(metrics, queue, "waiting", ConcurrencySlots::waiting);
        }
    }

    private static QueueLimits limits(String name, QueueConfig queue) {
        String key = "flyte.executor.queues." + name;
        return new QueueLimits(
                checked(key + ".concurrency", queue.concurrency()).orElse(Integer.MAX_VALUE),
                checked(key + ".project-concurrency", queue.projectConcurrency())
                        .orElse(Integer.MAX_VALUE),
                queue.priority());
    }

    private static Optional<Integer> checked(String key, Optional<Integer> most) {
        if (most.isPresent() && most.get() < 1) {
            throw new IllegalArgumentException("%s is %d, but must be at least 1".formatted(key, most.get()));
        }
        return most;
    }

    private void gauge(
            MeterRegistry metrics, String queue, String state, ToLongBiFunction<ConcurrencySlots, String> count) {
        metrics.gauge("flyte.executor.queue.actions", Tags.of("queue", queue, "state", state), this, limits -> {
            synchronized (limits) {
                return count.applyAsLong(slots, queue);
            }
        });
    }

    /** @param all the TaskActions of the cache */
    void open(Supplier<Stream<TaskAction>> all) {
        cached = all;
    }

    /** Before the object of an attempt is made; empty when it may be made. */
    Optional<Observation> beforeStart(TaskExecution execution, ExecutionState state) {
        String queue = queueOf(execution.spec());
        if (!queues.containsKey(queue) && !queue.equals(DEFAULT_QUEUE)) {
            return Optional.of(new Observation.Failed(unknown(queue)));
        }
        if (!isLimited(execution.action())) {
            return Optional.empty();
        }
        Member member = member(execution.action());
        Optional<Limit> limit = enter(member);
        return limit.map(reached ->
                new Observation.NotYet(reason(reached, member), state.times().queuedAt()));
    }

    /** The action has ended: others may start. */
    void end(TaskExecution execution) {
        if (isLimited(execution.action())) {
            wake(leave(execution.action()));
        }
    }

    private Failure unknown(String queue) {
        return Failure.permanent(
                "QueueNotFound",
                queues.isEmpty()
                        ? "there is no queue '%s': flyte.executor.queues of the operator names none".formatted(queue)
                        : "there is no queue '%s'; queues are: %s"
                                .formatted(queue, String.join(", ", new TreeSet<>(queues.keySet()))));
    }

    private String reason(Limit limit, Member member) {
        return switch (limit) {
            case RUN ->
                "the run has as many actions at work as it may have at once: %d (max_action_concurrency)"
                        .formatted(member.runLimit());
            case PROJECT ->
                "%s has as many actions at work in queue '%s' as it may have at once: %d (project-concurrency)"
                        .formatted(
                                member.project(),
                                member.queue(),
                                queues.get(member.queue()).projectConcurrency());
            case QUEUE ->
                "queue '%s' has as many actions at work as it may have at once: %d (concurrency)"
                        .formatted(member.queue(), queues.get(member.queue()).concurrency());
            case TOTAL ->
                "as many actions are at work as there may be at once: %d (max-actions)"
                        .formatted(maxActions.orElseThrow());
        };
    }

    private Optional<Limit> enter(Member member) {
        List<Member> granted;
        Optional<Limit> limit;
        synchronized (this) {
            load();
            slots.enter(member);
            limit = slots.waitsFor(member);
            granted = slots.takeGranted();
        }
        wake(granted.stream().filter(other -> !other.equals(member)).toList());
        return limit;
    }

    private synchronized List<Member> leave(TaskAction action) {
        load();
        slots.leave(FinishedRunCleaner.runOf(action), action.getSpec().actionName);
        return slots.takeGranted();
    }

    private void wake(List<Member> granted) {
        granted.forEach(next -> wakeUps.mayStart(next.namespace(), next.resource()));
    }

    /** What was at work before this replica began to reconcile. */
    private void load() {
        if (!loaded) {
            loaded = true;
            cached.get()
                    .map(statuses::latest)
                    .filter(this::isLimited)
                    .filter(action -> !statuses.isTerminal(action)
                            && statuses.state(action).started())
                    .map(ConcurrencyLimits::member)
                    .forEach(slots::add);
            slots.takeGranted();
        }
    }

    private boolean isLimited(TaskAction action) {
        return maxActions.isPresent()
                || action.getSpec().maxActionConcurrency != null
                || queues.containsKey(queueOf(action.getSpec()));
    }

    private static String queueOf(TaskActionSpec spec) {
        return spec.queue == null || spec.queue.isEmpty() ? DEFAULT_QUEUE : spec.queue;
    }

    private static Member member(TaskAction action) {
        TaskActionSpec spec = action.getSpec();
        return new Member(
                FinishedRunCleaner.runOf(action),
                spec.actionName,
                spec.parentActionName == null ? "" : spec.parentActionName,
                spec.project + "/" + spec.domain,
                queueOf(spec),
                spec.maxActionConcurrency == null ? Integer.MAX_VALUE : spec.maxActionConcurrency,
                action.getMetadata().getNamespace(),
                action.getMetadata().getName());
    }
}
