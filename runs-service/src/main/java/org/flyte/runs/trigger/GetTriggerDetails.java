package org.flyte.runs.trigger;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.trigger.TriggerDetails;

/** Reads a trigger, or one revision of it; fails with NotFound. */
@ApplicationScoped
class GetTriggerDetails {
    private final TriggerStore triggers;

    GetTriggerDetails(TriggerStore triggers) {
        this.triggers = triggers;
    }

    Uni<TriggerDetails> execute(TriggerKey key) {
        return triggers.get(key).map(entity -> new TriggerMessages(key, entity.revision, entity).details());
    }

    Uni<TriggerDetails> execute(TriggerKey key, long revision) {
        return triggers.revision(key, revision).map(entity -> new TriggerMessages(key, revision, entity).details());
    }
}
