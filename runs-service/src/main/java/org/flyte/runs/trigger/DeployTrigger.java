package org.flyte.runs.trigger;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.trigger.TriggerDetails;
import org.flyte.runs.identity.CallerIdentity;
import org.flyte.runs.project.RequireActiveProject;

/** Adds a trigger, changes it, or brings a deleted one back; fails as {@link TriggerStore#deploy} does. */
@ApplicationScoped
class DeployTrigger {
    private final RequireActiveProject requireActiveProject;
    private final CheckTrigger checkTrigger;
    private final TriggerStore triggers;
    private final CallerIdentity caller;

    DeployTrigger(
            RequireActiveProject requireActiveProject,
            CheckTrigger checkTrigger,
            TriggerStore triggers,
            CallerIdentity caller) {
        this.requireActiveProject = requireActiveProject;
        this.checkTrigger = checkTrigger;
        this.triggers = triggers;
        this.caller = caller;
    }

    /** @param known revision that the caller knows, 0 to check nothing */
    Uni<TriggerDetails> execute(TriggerVersion version, long known) {
        var by = caller.current();
        checkTrigger.execute("spec.", version);
        return requireActiveProject
                .execute(version.key().project(), version.key().domain())
                .chain(() -> triggers.deploy(version, known, by))
                .map(entity -> new TriggerMessages(entity.key, entity.revision, entity).details());
    }
}
