package org.flyte.runs.abort;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.abort.AbortStore.Cause;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.outbox.AbortPreparation;
import org.flyte.runs.outbox.OutboxConfig;
import org.flyte.runs.outbox.OutboxDispatcher;
import org.flyte.runs.outbox.OutboxEntry;
import org.jboss.logging.Logger;

/** Aborts an action with all its descendants, and again those that were recorded before the abort is delivered. */
@ApplicationScoped
class AbortTree implements AbortPreparation {
    private static final Logger LOG = Logger.getLogger(AbortTree.class);

    private final AbortStore store;
    private final ChangeNotifier changes;
    private final OutboxDispatcher dispatcher;
    private final OutboxConfig outbox;

    AbortTree(AbortStore store, ChangeNotifier changes, OutboxDispatcher dispatcher, OutboxConfig outbox) {
        this.store = store;
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
        return store.abort(target, cause, outbox.lease()).map(result -> {
            changes.changed(result.marked());
            result.outboxId().ifPresent(id -> {
                LOG.infof(
                        "action ended: run=%s action=%s phase=ABORTED count=%d cause=%s",
                        target.run(), target.name(), result.marked().size(), cause.reason());
                dispatcher.offer(OutboxEntry.first(id, OutboxEntry.Kind.ABORT, target));
            });
            return result.found();
        });
    }

    @Override
    public Uni<AbortRequest> prepare(ActionKey target) {
        return store.recorded(target)
                .chain(cause -> store.abortDescendants(target, cause)
                        .invoke(changes::changed)
                        .replaceWith(request(target, cause)));
    }

    private static AbortRequest request(ActionKey target, Cause cause) {
        AbortRequest.Builder request =
                AbortRequest.newBuilder().setActionId(target.toProto()).setReason(cause.reason());
        if (cause.by() != null) {
            request.setAbortedBy(identity(target, cause.by()));
        }
        return request.build();
    }

    private static EnrichedIdentity identity(ActionKey target, ByteString bytes) {
        try {
            return EnrichedIdentity.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("action %s is stored with broken bytes".formatted(target), e);
        }
    }
}
