package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.RunKey;

/** Aborts a run: its root action with all descendants, as {@link AbortAction} does. */
@ApplicationScoped
public class AbortRun {
    private final AbortAction abortAction;

    AbortRun(AbortAction abortAction) {
        this.abortAction = abortAction;
    }

    /** Completes after the commit. */
    public Uni<Void> execute(RunKey run, Optional<String> reason) {
        return abortAction.execute(run.root(), reason, "run " + run);
    }

    /** As above, on behalf of someone who is not the caller of the current RPC. */
    public Uni<Void> execute(RunKey run, Optional<String> reason, Optional<EnrichedIdentity> by) {
        return abortAction.execute(run.root(), reason, "run " + run, by);
    }
}
