package org.flyte.runs.abort;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.abort.AbortStore.Cause;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.outbox.AbortPreparation;
import org.flyte.runs.outbox.OutboxConfig;
import org.flyte.runs.outbox.OutboxDispatcher;
import org.flyte.runs.outbox.OutboxEntry;
import org.flyte.runs.outbox.OutboxEntry.Kind;
import org.flyte.runs.outbox.OutboxStore;
import org.jboss.logging.Logger;

/**
 * Aborts an action with all its descendants. The action itself, an outbox entry and as many descendants as one statement
 * takes are marked before the answer, the other descendants by the delivery of the entry: they are reached even if this
 * process ends in between.
 */
@ApplicationScoped
class AbortTree implements AbortPreparation {
    private static final Logger LOG = Logger.getLogger(AbortTree.class);

    /** Descendants that are marked before the answer. */
    private static final int AT_ONCE = 500;

    /** Descendants of one statement: other writers of the run wait no longer than it takes. */
    private static final int CHUNK = 1_000;

    private final AbortStore store;
    private final LiveDescendants descendants;
    private final OutboxStore entries;
    private final ChangeNotifier changes;
    private final OutboxDispatcher dispatcher;
    private final OutboxConfig outbox;

    AbortTree(
            AbortStore store,
            LiveDescendants descendants,
            OutboxStore entries,
            ChangeNotifier changes,
            OutboxDispatcher dispatcher,
            OutboxConfig outbox) {
        this.store = store;
        this.descendants = descendants;
        this.entries = entries;
        this.changes = changes;
        this.dispatcher = dispatcher;
        this.outbox = outbox;
    }

    /**
     * Completes after the commit. Terminal actions stay as they are.
     *
     * @return whether the action exists
     */
    Uni<Boolean> execute(ActionKey target, Cause cause) {
        ByteString request = request(target, cause).toByteString();
        return store.abort(target, cause, request, outbox.lease()).chain(result -> {
            if (!result.found()) {
                return Uni.createFrom().item(false);
            }
            result.outboxId().ifPresent(id -> changes.changed(List.of(target)));
            return descendants
                    .of(target, AT_ONCE)
                    .chain(some -> (result.outboxId().isPresent() || some.isEmpty()
                                    ? Uni.createFrom().item(result.outboxId().orElse(null))
                                    : entries.add(Kind.ABORT, target, request, outbox.lease()))
                            .call(() -> mark(some, cause)))
                    .invoke(id -> {
                        if (id != null) {
                            LOG.infof(
                                    "action ended: run=%s action=%s phase=ABORTED cause=%s",
                                    target.run(), target.name(), cause.reason());
                            dispatcher.offer(OutboxEntry.first(id, Kind.ABORT, target, request));
                        }
                    })
                    .replaceWith(true);
        });
    }

    @Override
    public Uni<AbortRequest> prepare(OutboxEntry abort) {
        ActionKey target = abort.key();
        Uni<AbortRequest> request = abort.payload() == null
                ? store.recorded(target).map(cause -> request(target, cause))
                : Uni.createFrom().item(() -> parsed(abort));
        return request.call(call -> markAll(target, cause(call)));
    }

    private Uni<Void> markAll(ActionKey target, Cause cause) {
        return descendants
                .of(target, CHUNK)
                .chain(some -> mark(some, cause))
                .chain(marked ->
                        marked ? markAll(target, cause) : Uni.createFrom().voidItem());
    }

    /** @return whether there were any */
    private Uni<Boolean> mark(List<ActionKey> actions, Cause cause) {
        return actions.isEmpty()
                ? Uni.createFrom().item(false)
                : store.mark(actions, cause).invoke(changes::changed).replaceWith(true);
    }

    private static Cause cause(AbortRequest request) {
        return new Cause(
                request.getReason(),
                request.hasAbortedBy() ? request.getAbortedBy().toByteString() : null);
    }

    private static AbortRequest request(ActionKey target, Cause cause) {
        AbortRequest.Builder request =
                AbortRequest.newBuilder().setActionId(target.toProto()).setReason(cause.reason());
        if (cause.by() != null) {
            request.setAbortedBy(identity(target, cause.by()));
        }
        return request.build();
    }

    private static AbortRequest parsed(OutboxEntry abort) {
        try {
            return AbortRequest.parseFrom(abort.payload()).toBuilder()
                    .setActionId(abort.key().toProto())
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("outbox entry %d is stored with broken bytes".formatted(abort.id()), e);
        }
    }

    private static EnrichedIdentity identity(ActionKey target, ByteString bytes) {
        try {
            return EnrichedIdentity.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("action %s is stored with broken bytes".formatted(target), e);
        }
    }
}
