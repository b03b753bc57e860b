package org.flyte.executor.reconcile;

import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.WatchScope;
import org.flyte.executor.event.ActionEventPublisher;
import org.flyte.executor.pod.PodCache;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.executor.registry.WatchedKinds;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.runtime.LogContext;
import org.jboss.logging.Logger;

/** The controller: triggered by TaskActions, their pods and other objects, and acknowledged events; never polls. */
@ControllerConfiguration(
        name = TaskActionReconciler.NAME,
        finalizerName = Names.FINALIZER,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.HOURS),
        generationAwareEventProcessing = false,
        informer = @Informer(name = TaskActionReconciler.NAME, onUpdateFilter = ActionChanges.class))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 200, intervalMultiplier = 2, maxInterval = 30_000)
class TaskActionReconciler implements ConfigurableReconciler<TaskAction>, Cleaner<TaskAction> {
    static final String NAME = "taskaction";

    private static final int MAX_UNFORESEEN_RETRIES = 5;
    private static final Logger LOG = Logger.getLogger(TaskActionReconciler.class);

    /** In case the event of the acknowledgement is missed. */
    private static final Duration RECHECK_ACKNOWLEDGEMENT = Duration.ofSeconds(5);

    private final StatusStore statuses;
    private final ActionEventPublisher publisher;
    private final ReconcileTask task;
    private final ReconcileCondition condition;
    private final RefuseAction refuse;
    private final AbortTask abort;
    private final FinishedRunCleaner cleaner;
    private final Finalizers finalizers;
    private final PodCache pods;
    private final WatchedKinds kinds;
    private final WakeUps answers;
    private final ConcurrencyLimits concurrency;
    private final WatchScope scope;
    private final FailedReconciles failures;
    private final Counter reconciles;

    TaskActionReconciler(
            StatusStore statuses,
            ActionEventPublisher publisher,
            ReconcileTask task,
            ReconcileCondition condition,
            RefuseAction refuse,
            AbortTask abort,
            FinishedRunCleaner cleaner,
            Finalizers finalizers,
            PodCache pods,
            WatchedKinds kinds,
            WakeUps answers,
            ConcurrencyLimits concurrency,
            ExecutorConfig config,
            @ConfigProperty(name = "flyte.kubernetes.task-namespace") String taskNamespace,
            Clock clock,
            MeterRegistry metrics) {
        this.statuses = statuses;
        this.publisher = publisher;
        this.task = task;
        this.condition = condition;
        this.refuse = refuse;
        this.abort = abort;
        this.cleaner = cleaner;
        this.finalizers = finalizers;
        this.pods = pods;
        this.kinds = kinds;
        this.answers = answers;
        this.concurrency = concurrency;
        this.scope = WatchScope.of(config, taskNamespace);
        this.failures = new FailedReconciles(clock);
        this.reconciles = metrics.counter("flyte.executor.reconciles");
    }

    @Override
    public void updateConfigurationFrom(ControllerConfigurationOverrider<TaskAction> configuration) {
        configuration.withItemStore(new PrunedActions(statuses::caughtUp));
        scope.restrict(configuration);
    }

    @Override
    public List<EventSource<?, TaskAction>> prepareEventSources(EventSourceContext<TaskAction> context) {
        context.getPrimaryCache()
                .addIndexer(FinishedRunCleaner.BY_RUN, action -> List.of(FinishedRunCleaner.runOf(action)));
        concurrency.open(() -> context.getPrimaryCache().list());
        publisher.open(() -> context.getPrimaryCache().list().toList());
        return List.of(pods.open(context), kinds.open(context), answers.open());
    }

    @Override
    public UpdateControl<TaskAction> reconcile(TaskAction cached, Context<TaskAction> context) {
        reconciles.increment();
        UpdateControl<TaskAction> control = UpdateControl.noUpdate();
        try (LogContext.Scope _ = logContext(cached).enter();
                var _ = publisher.begin(cached)) {
            step(statuses.latest(cached), context)
                    .or(() -> clean(statuses.latest(cached), context))
                    .ifPresent(control::rescheduleAfter);
            failures.succeeded();
        } catch (RuntimeException e) {
            failures.failed(e, triesOf(context));
            throw e;
        }
        return control;
    }

    private Optional<Duration> clean(TaskAction action, Context<TaskAction> context) {
        return cleaner.clean(action, run -> context.getPrimaryCache().byIndex(FinishedRunCleaner.BY_RUN, run));
    }

    /** An exception that no rule knows is tried again a few times, and then ends the action: never for ever, unseen. */
    private Optional<Duration> step(TaskAction action, Context<TaskAction> context) {
        try {
            return Names.TYPE_CONDITION.equals(action.getSpec().actionType)
                    ? condition.execute(action)
                    : task.execute(action);
        } catch (InvalidSpecException e) {
            return refuse.execute(action, e.failure());
        } catch (RuntimeException e) {
            UnforeseenFailure unforeseen = new UnforeseenFailure(e);
            if (unforeseen.isOutage() || triesOf(context) < MAX_UNFORESEEN_RETRIES) {
                throw e;
            }
            LOG.error("reconcile failed again and again; the action ends", e);
            return refuse.execute(action, unforeseen.toFailure());
        }
    }

    private static int triesOf(Context<TaskAction> context) {
        return context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0);
    }

    @Override
    public DeleteControl cleanup(TaskAction cached, Context<TaskAction> context) {
        if (finalizers.isRemoved(cached)) {
            return DeleteControl.noFinalizerRemoval();
        }
        try (LogContext.Scope _ = logContext(cached).enter();
                var _ = publisher.begin(cached)) {
            if (abort.execute(statuses.latest(cached))) {
                TaskAction latest = statuses.latest(cached);
                finalizers.remove(latest);
                abort.forget(latest);
                return DeleteControl.noFinalizerRemoval();
            }
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(RECHECK_ACKNOWLEDGEMENT.toMillis());
        } catch (RuntimeException e) {
            failures.failed(e, triesOf(context));
            throw e;
        }
    }

    private static LogContext logContext(TaskAction action) {
        TaskActionSpec spec = action.getSpec();
        return LogContext.ofAction(new RunKey(spec.project, spec.domain, spec.runName), spec.actionName);
    }
}
