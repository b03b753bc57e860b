package org.flyte.actions.status;

import io.grpc.Status;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import org.flyte.actions.cluster.TaskActions;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.runs.RunsService;
import org.flyte.crd.TaskAction;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.jboss.logging.Logger;

/**
 * Brings one report to runs-service and acts on its answer: an action it does not know is recorded first (somebody made
 * the TaskAction by hand), and one that it holds for aborted is removed from Kubernetes, whichever way it slipped in.
 */
@ApplicationScoped
class StatusReporter {
    private static final Logger LOG = Logger.getLogger(StatusReporter.class);

    private final RunsService runs;
    private final TaskActions taskActions;
    private final ExecutorService virtualThreads;

    StatusReporter(RunsService runs, TaskActions taskActions, @VirtualThreads ExecutorService virtualThreads) {
        this.runs = runs;
        this.taskActions = taskActions;
        this.virtualThreads = virtualThreads;
    }

    /** Fails when the report is to be sent again. */
    Uni<Void> report(TrackedAction action) {
        return runs.updateStatus(StatusReports.of(action)).chain(status -> switch (status.getCode()) {
            case NOT_FOUND -> introduce(action);
            case ABORTED -> remove(action);
            case OK, ALREADY_EXISTS, FAILED_PRECONDITION -> Uni.createFrom().voidItem();
            case INVALID_ARGUMENT, UNIMPLEMENTED -> refused(action, status);
            default -> again(action, status);
        });
    }

    private Uni<Void> introduce(TrackedAction action) {
        return blocking(() -> taskActions.read(action.resource()))
                .chain(object -> {
                    if (object.isEmpty()) {
                        return refused(action, Status.NOT_FOUND);
                    }
                    TaskAction found = object.get();
                    return runs.record(Introductions.of(action, found))
                            .chain(recorded -> recorded.isOk() ? secondReport(action) : refused(action, recorded));
                })
                .onFailure(InvalidArgument.class)
                .recoverWithUni(
                        broken -> refused(action, Status.INVALID_ARGUMENT.withDescription(broken.getMessage())));
    }

    private Uni<Void> secondReport(TrackedAction action) {
        return runs.updateStatus(StatusReports.of(action))
                .chain(status -> status.isOk() ? Uni.createFrom().voidItem() : refused(action, status));
    }

    private Uni<Void> remove(TrackedAction action) {
        if (action.isTerminal() || action.deleting()) {
            return Uni.createFrom().voidItem();
        }
        LOG.infof("removing the TaskAction of an aborted action: action=%s", action.key());
        return blocking(() -> taskActions.delete(action.resource())).replaceWithVoid();
    }

    private static Uni<Void> refused(TrackedAction action, Status status) {
        LOG.warnf(
                "status report refused: action=%s phase=%s code=%s reason=%s",
                action.key(), action.phase(), status.getCode(), status.getDescription());
        return Uni.createFrom().voidItem();
    }

    private static Uni<Void> again(TrackedAction action, Status status) {
        return Uni.createFrom()
                .failure(new Unavailable(
                        null, "status of action %s: %s %s", action.key(), status.getCode(), status.getDescription()));
    }

    private <T> Uni<T> blocking(java.util.function.Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(virtualThreads);
    }
}
