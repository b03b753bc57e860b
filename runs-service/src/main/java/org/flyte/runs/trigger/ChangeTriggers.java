package org.flyte.runs.trigger;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.runs.identity.CallerIdentity;

/** Switches triggers on or off, or deletes them, all in one transaction. Those that do not exist are left out. */
@ApplicationScoped
class ChangeTriggers {
    private final TriggerStore triggers;
    private final CallerIdentity caller;

    ChangeTriggers(TriggerStore triggers, CallerIdentity caller) {
        this.triggers = triggers;
        this.caller = caller;
    }

    Uni<Void> activate(List<TriggerKey> keys, boolean active) {
        return triggers.activate(keys, active, caller.current());
    }

    Uni<Void> delete(List<TriggerKey> keys) {
        return triggers.delete(keys, caller.current());
    }
}
