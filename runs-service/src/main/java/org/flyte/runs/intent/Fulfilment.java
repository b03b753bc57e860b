package org.flyte.runs.intent;

import io.grpc.Status;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.ActionsService;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.platform.errors.StatusMapper;
import org.jboss.logging.Logger;

/** Makes one owed call and settles its intent: removed, postponed, or ended in a failed action. */
@ApplicationScoped
class Fulfilment {
    private static final Logger LOG = Logger.getLogger(Fulfilment.class);

    private final ActionsService actions;
    private final EnqueueRequests requests;
    private final AbortPass abortPass;
    private final IntentStore store;
    private final Failures failures;
    private final IntentConfig config;

    Fulfilment(
            @GrpcClient("actions") ActionsService actions,
            EnqueueRequests requests,
            AbortPass abortPass,
            IntentStore store,
            Failures failures,
            IntentConfig config) {
        this.actions = actions;
        this.requests = requests;
        this.abortPass = abortPass;
        this.store = store;
        this.failures = failures;
        this.config = config;
    }

    /** Settles an intent from the table. Never fails: what goes wrong is tried again after the lease. */
    Uni<Void> settle(Intent intent) {
        return switch (intent.kind()) {
            case ENQUEUE ->
                guarded(
                        intent,
                        requests.again(intent.key())
                                .chain(request -> request.isPresent() ? enqueue(intent, request.get()) : done(intent)));
            case ABORT -> guarded(intent, abortPass.again(intent.key()).chain(abort -> abort(intent, abort)));
        };
    }

    /** Settles an intent whose call is at hand. */
    Uni<Void> settle(Intent intent, EnqueueRequest request) {
        return guarded(intent, enqueue(intent, request));
    }

    private Uni<Void> guarded(Intent intent, Uni<Void> work) {
        return work.onFailure().recoverWithUni(failure -> {
            LOG.warnf(failure, "intent not settled, tried again later: kind=%s action=%s", intent.kind(), intent.key());
            return Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> enqueue(Intent intent, EnqueueRequest request) {
        return actions.enqueue(request)
                .onItemOrFailure()
                .transformToUni((answer, failure) ->
                        failure == null ? enqueued(intent) : enqueueFailed(intent, StatusMapper.statusOf(failure)));
    }

    /** An abort that came meanwhile found nothing to delete: it is owed again. */
    private Uni<Void> enqueued(Intent intent) {
        return store.done(intent).chain(mine -> mine ? Uni.createFrom().voidItem() : store.oweAbort(intent.key()));
    }

    private Uni<Void> done(Intent intent) {
        return store.done(intent).replaceWithVoid();
    }

    private Uni<Void> enqueueFailed(Intent intent, Status status) {
        return switch (status.getCode()) {
            case ALREADY_EXISTS, ABORTED -> done(intent);
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, PERMISSION_DENIED -> {
                LOG.warnf("enqueue refused: action=%s status=%s", intent.key(), status);
                yield failures.fail(intent.key(), told(status)).chain(() -> done(intent));
            }
            default -> postpone(intent, status);
        };
    }

    private Uni<Void> abort(Intent intent, AbortRequest request) {
        return actions.abort(request).onItemOrFailure().transformToUni((answer, failure) -> {
            Status status = failure == null ? Status.OK : StatusMapper.statusOf(failure);
            return switch (status.getCode()) {
                case OK, NOT_FOUND, FAILED_PRECONDITION -> done(intent);
                default -> postpone(intent, status);
            };
        });
    }

    private Uni<Void> postpone(Intent intent, Status status) {
        LOG.debugf("owed call failed: kind=%s action=%s status=%s", intent.kind(), intent.key(), status);
        return store.postpone(
                intent,
                Backoff.after(intent.attempts(), config.longestBackoff(), ThreadLocalRandom.current()),
                status.getCode() + " " + told(status));
    }

    private static String told(Status status) {
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }
}
