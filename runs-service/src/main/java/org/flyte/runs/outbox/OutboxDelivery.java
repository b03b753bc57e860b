package org.flyte.runs.outbox;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.ActionsService;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.platform.errors.StatusMapper;
import org.flyte.platform.model.Backoff;
import org.flyte.platform.tracing.RunTracer;
import org.flyte.platform.tracing.TracedCall;
import org.jboss.logging.Logger;

/** Delivers one outbox entry: makes its call, then removes the entry, postpones it, or fails the action. */
@ApplicationScoped
class OutboxDelivery {
    private static final Logger LOG = Logger.getLogger(OutboxDelivery.class);

    private final ActionsService actions;
    private final EnqueueRequestReader requests;
    private final AbortPreparation aborts;
    private final OutboxStore store;
    private final RecordRefusal recordRefusal;
    private final RunTracer tracer;
    private final Backoff backoff;

    OutboxDelivery(
            @GrpcClient("actions") ActionsService actions,
            EnqueueRequestReader requests,
            AbortPreparation aborts,
            OutboxStore store,
            RecordRefusal recordRefusal,
            RunTracer tracer,
            OutboxConfig config) {
        this.actions = actions;
        this.requests = requests;
        this.aborts = aborts;
        this.store = store;
        this.recordRefusal = recordRefusal;
        this.tracer = tracer;
        this.backoff = Backoff.doubling(config.initialBackoff(), config.maxBackoff());
    }

    /** Delivers an entry that was read from the table. Never fails: after an unexpected failure the entry is postponed. */
    Uni<Void> deliver(OutboxEntry entry) {
        return switch (entry.kind()) {
            case ENQUEUE ->
                guarded(
                        entry,
                        requests.read(entry.key())
                                .chain(request -> request.isPresent() ? enqueue(entry, request.get()) : remove(entry)));
            case ABORT -> guarded(entry, aborts.prepare(entry).chain(abort -> abort(entry, abort)));
            case SIGNAL -> guarded(entry, Uni.createFrom().deferred(() -> signal(entry)));
        };
    }

    /** Delivers an entry whose call is in memory. */
    Uni<Void> deliver(OutboxEntry entry, EnqueueRequest request) {
        return guarded(entry, enqueue(entry, request));
    }

    /** An entry that cannot be postponed either is due again after its lease. */
    private Uni<Void> guarded(OutboxEntry entry, Uni<Void> work) {
        return work.onFailure()
                .recoverWithUni(failure -> {
                    LOG.warnf(
                            failure,
                            "outbox entry not delivered, retried later: kind=%s run=%s action=%s",
                            entry.kind(),
                            entry.key().run(),
                            entry.key().name());
                    return postpone(entry, StatusMapper.statusOf(failure));
                })
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> enqueue(OutboxEntry entry, EnqueueRequest request) {
        Span span = tracer.span("deliver Enqueue", SpanKind.PRODUCER, entry.trace(), entry.key())
                .setAttribute("flyte.outbox.failures", entry.failures())
                .startSpan();
        return TracedCall.in(span, () -> actions.enqueue(request))
                .onItemOrFailure()
                .transformToUni((answer, failure) ->
                        failure == null ? enqueued(entry) : enqueueFailed(entry, StatusMapper.statusOf(failure)));
    }

    /** An abort that was delivered during the enqueue found nothing to delete: it is delivered again. */
    private Uni<Void> enqueued(OutboxEntry entry) {
        return store.remove(entry)
                .chain(removed -> removed ? Uni.createFrom().voidItem() : store.addAbort(entry.key()));
    }

    private Uni<Void> remove(OutboxEntry entry) {
        return store.remove(entry).replaceWithVoid();
    }

    private Uni<Void> enqueueFailed(OutboxEntry entry, Status status) {
        return switch (status.getCode()) {
            case ALREADY_EXISTS, ABORTED -> remove(entry);
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, PERMISSION_DENIED -> {
                LOG.warnf(
                        "enqueue refused, action fails: run=%s action=%s cause=%s",
                        entry.key().run(), entry.key().name(), status);
                yield recordRefusal.ofEnqueue(entry.key(), reason(status)).chain(() -> remove(entry));
            }
            default -> postpone(entry, status);
        };
    }

    private Uni<Void> abort(OutboxEntry entry, AbortRequest request) {
        return actions.abort(request).onItemOrFailure().transformToUni((answer, failure) -> {
            Status status = failure == null ? Status.OK : StatusMapper.statusOf(failure);
            return switch (status.getCode()) {
                case OK, NOT_FOUND, FAILED_PRECONDITION -> remove(entry);
                default -> postpone(entry, status);
            };
        });
    }

    /** A signal that is refused for good has been answered with OK before: the condition shows that it had no effect. */
    private Uni<Void> signal(OutboxEntry entry) {
        return actions.signal(signalOf(entry)).onItemOrFailure().transformToUni((answer, failure) -> {
            Status status = failure == null ? Status.OK : StatusMapper.statusOf(failure);
            return switch (status.getCode()) {
                case OK -> remove(entry);
                case INVALID_ARGUMENT, FAILED_PRECONDITION, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED -> {
                    LOG.warnf(
                            "signal refused: run=%s action=%s cause=%s",
                            entry.key().run(), entry.key().name(), status);
                    yield recordRefusal.ofSignal(entry.key(), reason(status)).chain(() -> remove(entry));
                }
                default -> postpone(entry, status);
            };
        });
    }

    private static SignalRequest signalOf(OutboxEntry entry) {
        try {
            return SignalRequest.parseFrom(entry.payload());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("outbox entry %d is stored with broken bytes".formatted(entry.id()), e);
        }
    }

    private Uni<Void> postpone(OutboxEntry entry, Status status) {
        Duration wait = backoff.jittered(entry.failures() + 1, ThreadLocalRandom.current());
        LOG.debugf(
                "outbox entry postponed: kind=%s run=%s action=%s cause=%s",
                entry.kind(), entry.key().run(), entry.key().name(), status);
        return store.postpone(entry, wait, status.getCode() + " " + reason(status));
    }

    private static String reason(Status status) {
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }
}
