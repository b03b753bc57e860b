package org.flyte.apps.db;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.apps.AppsConfig;
import org.flyte.platform.database.TimedStatements;

/** Executes statements, each in a transaction of its own and with a time limit. */
@ApplicationScoped
public class AppsDatabase {
    /** The name of the datasource, apart from that of other services in the same process. */
    public static final String NAME = "apps";

    private final TimedStatements statements;

    AppsDatabase(@ReactiveDataSource(NAME) Pool pool, AppsConfig config) {
        this.statements = new TimedStatements(pool, config.database().timeout());
    }

    /** The rows; an outage, or no answer in time, is Unavailable. */
    public Uni<RowSet<Row>> execute(String sql, Tuple parameters) {
        return statements.execute(sql, parameters);
    }
}
