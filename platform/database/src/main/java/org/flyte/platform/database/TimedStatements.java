package org.flyte.platform.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Executes statements, each in a transaction of its own and with a time limit. */
public record TimedStatements(Pool pool, Duration timeout) {
    /** The rows; an outage, or no answer in time, is Unavailable. */
    public Uni<RowSet<Row>> execute(String sql, Tuple parameters) {
        return pool.preparedQuery(sql)
                .execute(parameters)
                .ifNoItem()
                .after(timeout)
                .failWith(() -> new Unavailable(
                        null, "the database did not answer within %d ms; try again", timeout.toMillis()))
                .onFailure()
                .transform(failure -> DatabaseFailure.of(failure).toCallerFailure());
    }
}
