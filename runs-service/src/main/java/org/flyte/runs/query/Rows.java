package org.flyte.runs.query;

import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.sqlclient.Row;

/** Takes the wrapper off query results: on big pages it costs as much as the decoding. */
public final class Rows {
    private Rows() {}

    @SuppressWarnings("unchecked")
    public static io.vertx.sqlclient.RowSet<Row> bare(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        return (io.vertx.sqlclient.RowSet<Row>) rows.getDelegate();
    }
}
