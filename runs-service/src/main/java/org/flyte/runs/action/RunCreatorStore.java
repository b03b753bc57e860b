package org.flyte.runs.action;

import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.idl.internal.RunCreator;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ResultRows;

/** Reads who made a run. */
@ApplicationScoped
class RunCreatorStore {
    private static final String FIND = """
            SELECT creator FROM actions
             WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = %s AND creator IS NOT NULL
            """.formatted(ActionKeySql.ROOT);

    private final Pool pool;

    RunCreatorStore(Pool pool) {
        this.pool = pool;
    }

    /** Empty when nobody in particular made it, or it does not exist. */
    Uni<Optional<RunCreator>> find(RunKey run) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(run.project(), run.domain(), run.name()))
                .map(rows -> ResultRows.of(rows).first(RunCreatorStore::creator));
    }

    private static RunCreator creator(Row row) {
        try {
            return RunCreator.parseFrom(row.getBuffer("creator").getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("actions.creator has broken bytes", e);
        }
    }
}
