package org.flyte.runs.tracked;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.identity.CallerIdentity;

/**
 * Marks a tracked run and all its actions that have not ended as aborted. Its client is not stopped; what it reports from
 * then on is refused. A run that has ended is left unchanged.
 */
@ApplicationScoped
class AbortTrackedRun {
    private static final String DEFAULT_REASON = "User requested abort";

    private final TrackedRunStore runs;
    private final CallerIdentity caller;
    private final ChangeNotifier changes;
    private final Pool pool;

    AbortTrackedRun(TrackedRunStore runs, CallerIdentity caller, ChangeNotifier changes, @Keyed Pool pool) {
        this.runs = runs;
        this.caller = caller;
        this.changes = changes;
        this.pool = pool;
    }

    /** Completes after the commit; fails with NotFound. */
    Uni<Void> execute(RunKey run, Optional<String> reason) {
        ByteString by = caller.current().map(EnrichedIdentity::toByteString).orElse(null);
        return pool.withTransaction(tx -> runs.lock(tx, run).chain(root -> {
                    boolean ended = ActionPhases.isTerminal(
                            root.orElseThrow(() -> new NotFound("tracked run %s does not exist", run)));
                    return ended
                            ? Uni.createFrom().item(List.<String>of())
                            : runs.abort(tx, run, reason.orElse(DEFAULT_REASON), by);
                }))
                .invoke(aborted -> changes.changed(run, aborted))
                .replaceWithVoid();
    }
}
