package org.flyte.executor.reconcile;

import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.pod.PodCache;

/** The controller: woken by TaskActions, their pods and acknowledged events; never polls. */
@ControllerConfiguration(
        name = TaskActionReconciler.NAME,
        finalizerName = Names.FINALIZER,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.HOURS),
        generationAwareEventProcessing = false,
        informer = @Informer(name = TaskActionReconciler.NAME, onUpdateFilter = ActionChanges.class))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 200, intervalMultiplier = 2, maxInterval = 30_000)
class TaskActionReconciler implements Reconciler<TaskAction>, Cleaner<TaskAction> {
    static final String NAME = "taskaction";

    /** In case the acknowledgement's event is missed. */
    private static final Duration LOOK_FOR_ACKNOWLEDGEMENT = Duration.ofSeconds(5);

    private final OwnWrites ownWrites;
    private final ReconcileTask task;
    private final ReconcileCondition condition;
    private final RefuseSpec refuse;
    private final AbortTask abort;
    private final Collector collector;
    private final Finalizers finalizers;
    private final PodCache pods;
    private final Acknowledgements acknowledgements;

    TaskActionReconciler(
            OwnWrites ownWrites,
            ReconcileTask task,
            ReconcileCondition condition,
            RefuseSpec refuse,
            AbortTask abort,
            Collector collector,
            Finalizers finalizers,
            PodCache pods,
            Acknowledgements acknowledgements) {
        this.ownWrites = ownWrites;
        this.task = task;
        this.condition = condition;
        this.refuse = refuse;
        this.abort = abort;
        this.collector = collector;
        this.finalizers = finalizers;
        this.pods = pods;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public List<EventSource<?, TaskAction>> prepareEventSources(EventSourceContext<TaskAction> context) {
        context.getPrimaryCache().addIndexer(Collector.BY_RUN, action -> List.of(Collector.runOf(action)));
        return List.of(pods.open(context), acknowledgements.open());
    }

    @Override
    public UpdateControl<TaskAction> reconcile(TaskAction cached, Context<TaskAction> context) {
        UpdateControl<TaskAction> control = UpdateControl.noUpdate();
        step(ownWrites.latest(cached))
                .or(() -> collect(ownWrites.latest(cached), context))
                .ifPresent(control::rescheduleAfter);
        return control;
    }

    private Optional<Duration> collect(TaskAction action, Context<TaskAction> context) {
        return collector.collect(action, run -> context.getPrimaryCache().byIndex(Collector.BY_RUN, run));
    }

    private Optional<Duration> step(TaskAction action) {
        try {
            return Names.TYPE_CONDITION.equals(action.getSpec().actionType)
                    ? condition.reconcile(action)
                    : task.reconcile(action);
        } catch (InvalidSpecException e) {
            return refuse.refuse(action, e);
        }
    }

    @Override
    public DeleteControl cleanup(TaskAction cached, Context<TaskAction> context) {
        if (abort.abort(ownWrites.latest(cached))) {
            finalizers.remove(cached);
            return DeleteControl.noFinalizerRemoval();
        }
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(LOOK_FOR_ACKNOWLEDGEMENT.toMillis());
    }
}
