package org.flyte.actions.status;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.TaskActionStore;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.runs.RunsServiceClient;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.tracing.TracedCall;
import org.jboss.logging.Logger;

/**
 * Sends one status report to runs-service and acts on its verdict: an action that is not on record, because its
 * TaskAction was created by hand, is recorded first, after its ancestors; the TaskAction of an action that is aborted on
 * record is deleted.
 */
@ApplicationScoped
class StatusReporter {
    private static final Logger LOG = Logger.getLogger(StatusReporter.class);

    private static final int MAX_DEPTH = 100;

    private final RunsServiceClient runs;
    private final ActionIndex index;
    private final TaskActionStore taskActions;
    private final ExecutorService virtualThreads;

    StatusReporter(
            RunsServiceClient runs,
            ActionIndex index,
            TaskActionStore taskActions,
            @VirtualThreads ExecutorService virtualThreads) {
        this.runs = runs;
        this.index = index;
        this.taskActions = taskActions;
        this.virtualThreads = virtualThreads;
    }

    /** Fails when the report is to be sent again. */
    Uni<Void> report(TrackedAction action) {
        return send(action).chain(status -> switch (status.getCode()) {
            case NOT_FOUND -> recordThenReport(action);
            case ABORTED -> deleteAborted(action);
            case OK, ALREADY_EXISTS, FAILED_PRECONDITION -> Uni.createFrom().voidItem();
            case INVALID_ARGUMENT, UNIMPLEMENTED -> dropRefused(action, status);
            default -> retry(action, status);
        });
    }

    private Uni<Status> send(TrackedAction action) {
        return TracedCall.below(action.trace(), () -> runs.updateStatus(new StatusReport(action).toRequest()));
    }

    private Uni<Void> recordThenReport(TrackedAction action) {
        return record(action, MAX_DEPTH)
                .chain(recorded -> recorded.isOk() ? reportRecorded(action) : dropRefused(action, recorded));
    }

    private Uni<Status> record(TrackedAction action, int depth) {
        return blocking(() -> taskActions.read(action.resource()))
                .map(found -> found.map(object -> new UnrecordedAction(action, object).toRecordRequest()))
                .chain(request -> request.isEmpty()
                        ? Uni.createFrom().item(Status.NOT_FOUND)
                        : record(action, request.get(), depth))
                .onFailure(InvalidArgument.class)
                .recoverWithItem(malformed -> Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()));
    }

    /** NOT_FOUND: its parent is not on record either. */
    private Uni<Status> record(TrackedAction action, RecordActionRequest request, int depth) {
        return runs.record(request).chain(answer -> {
            Optional<TrackedAction> parent = answer.getCode() == Code.NOT_FOUND && action.hasParent() && depth > 0
                    ? index.find(action.parentKey())
                    : Optional.empty();
            return parent.isEmpty()
                    ? Uni.createFrom().item(answer)
                    : record(parent.get(), depth - 1)
                            .chain(recorded -> recorded.isOk()
                                    ? runs.record(request)
                                    : Uni.createFrom().item(recorded));
        });
    }

    private Uni<Void> reportRecorded(TrackedAction action) {
        return send(action).chain(status -> status.isOk() ? Uni.createFrom().voidItem() : dropRefused(action, status));
    }

    private Uni<Void> deleteAborted(TrackedAction action) {
        if (action.isTerminal() || action.deleting()) {
            return Uni.createFrom().voidItem();
        }
        LOG.infof(
                "deleting the TaskAction of an aborted action: run=%s action=%s",
                action.key().run(), action.key().name());
        return blocking(() -> taskActions.delete(action.resource())).replaceWithVoid();
    }

    private static Uni<Void> dropRefused(TrackedAction action, Status status) {
        LOG.warnf(
                "status report refused: run=%s action=%s attempt=%d phase=%s code=%s cause=%s",
                action.key().run(),
                action.key().name(),
                action.attempt(),
                ActionPhases.shortName(action.phase()),
                status.getCode(),
                status.getDescription());
        return Uni.createFrom().voidItem();
    }

    private static Uni<Void> retry(TrackedAction action, Status status) {
        return Uni.createFrom()
                .failure(new Unavailable(
                        null, "status of action %s: %s %s", action.key(), status.getCode(), status.getDescription()));
    }

    private <T> Uni<T> blocking(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(virtualThreads);
    }
}
