package org.flyte.executor.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskQueue;
import org.flyte.crd.TaskQueueStatus;
import org.flyte.executor.config.ExecutorConfig;
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
    private final StatusStore statuses;
    private final WakeUps wakeUps;
    private final QueueDefinitions definitions;
    private final Optional<Integer> maxActions;
    private final MultiGauge gauges;

    /** Guarded by this. */
    private final ConcurrencySlots slots;

    /** Guarded by this. */
    private Map<String, QueueLimits> queues;

    private boolean loaded;
    private volatile Supplier<Stream<TaskAction>> cached = Stream::empty;

    ConcurrencyLimits(
            StatusStore statuses,
            WakeUps wakeUps,
            QueueDefinitions definitions,
            ExecutorConfig config,
            MeterRegistry metrics) {
        this.statuses = statuses;
        this.wakeUps = wakeUps;
        this.definitions = definitions;
        this.maxActions = QueueDefinitions.checked("flyte.executor.max-actions", config.maxActions());
        this.queues = definitions.current();
        this.slots = new ConcurrencySlots(maxActions.orElse(Integer.MAX_VALUE), queues);
        this.gauges = MultiGauge.builder("flyte.executor.queue.actions").register(metrics);
        register();
    }

    private void register() {
        gauges.register(
                queues.keySet().stream()
                        .flatMap(queue -> Stream.of(
                                row(queue, "working", ConcurrencySlots::working),
                                row(queue, "waiting", ConcurrencySlots::waiting)))
                        .toList(),
                true);
    }

    private MultiGauge.Row<?> row(String queue, String state, ToLongBiFunction<ConcurrencySlots, String> count) {
        return MultiGauge.Row.of(Tags.of("queue", queue, "state", state), this, limits -> limits.count(queue, count));
    }

    private synchronized long count(String queue, ToLongBiFunction<ConcurrencySlots, String> count) {
        return count.applyAsLong(slots, queue);
    }

    /** Makes the present definitions hold; answers what a queue has. */
    TaskQueueStatus refreshed(String queue) {
        List<Member> woken;
        TaskQueueStatus status = new TaskQueueStatus();
        synchronized (this) {
            load();
            woken = refresh();
            status.working = (int) slots.working(queue);
            status.waiting = (int) slots.waiting(queue);
        }
        wake(woken);
        return status;
    }

    /** Those that have something to do since the definitions are others: start, or end because their queue is gone. */
    private List<Member> refresh() {
        Map<String, QueueLimits> present = definitions.current();
        if (present.equals(queues)) {
            return List.of();
        }
        List<Member> woken = queues.keySet().stream()
                .filter(name -> !present.containsKey(name))
                .flatMap(name -> slots.waitingIn(name).stream())
                .collect(Collectors.toCollection(ArrayList::new));
        queues = present;
        // What is at work in a queue that had no limits was not counted.
        loaded = false;
        load();
        slots.change(present);
        woken.addAll(slots.takeGranted());
        register();
        return woken;
    }

    /** @param all the TaskActions of the cache */
    void open(Supplier<Stream<TaskAction>> all) {
        cached = all;
        definitions.open();
    }

    /** Before the object of an attempt is made; empty when it may be made. */
    Optional<Observation> beforeStart(TaskExecution execution, ExecutionState state) {
        String queue = queueOf(execution.spec());
        Map<String, QueueLimits> present = refreshedQueues();
        if (!present.containsKey(queue) && !queue.equals(TaskQueue.DEFAULT)) {
            wake(leave(execution.action()));
            return Optional.of(new Observation.Failed(unknown(queue, present.keySet())));
        }
        if (!isLimited(execution.action(), present)) {
            return Optional.empty();
        }
        Member member = member(execution.action());
        Optional<Limit> limit = enter(member);
        return limit.map(reached -> new Observation.NotYet(
                reason(reached, member, present), state.times().queuedAt()));
    }

    private Map<String, QueueLimits> refreshedQueues() {
        List<Member> woken;
        Map<String, QueueLimits> present;
        synchronized (this) {
            woken = refresh();
            present = queues;
        }
        wake(woken);
        return present;
    }

    /** The action has ended: others may start. */
    void end(TaskExecution execution) {
        wake(leave(execution.action()));
    }

    private static Failure unknown(String queue, Set<String> queues) {
        return Failure.permanent(
                "QueueNotFound",
                queues.isEmpty()
                        ? "there is no queue '%s': there is no TaskQueue, and flyte.executor.queues of the operator names none"
                                .formatted(queue)
                        : "there is no queue '%s'; queues are: %s"
                                .formatted(queue, String.join(", ", new TreeSet<>(queues))));
    }

    private String reason(Limit limit, Member member, Map<String, QueueLimits> queues) {
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
                    .filter(action -> isLimited(action, queues))
                    .filter(action -> !statuses.isTerminal(action)
                            && statuses.state(action).started())
                    .map(ConcurrencyLimits::member)
                    .forEach(slots::add);
            slots.takeGranted();
        }
    }

    private boolean isLimited(TaskAction action, Map<String, QueueLimits> queues) {
        return maxActions.isPresent()
                || action.getSpec().maxActionConcurrency != null
                || queues.containsKey(queueOf(action.getSpec()));
    }

    private static String queueOf(TaskActionSpec spec) {
        return TaskQueue.nameOf(spec.queue);
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
