package org.flyte.runs.db;

import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The rows of a result without Mutiny's wrapper around each, which on big pages costs as much as the decoding. */
public final class ResultRows implements Iterable<Row> {
    private final io.vertx.sqlclient.RowSet<Row> rows;

    private ResultRows(io.vertx.sqlclient.RowSet<Row> rows) {
        this.rows = rows;
    }

    @SuppressWarnings("unchecked") // The delegate of a set of wrapped rows is the set of the rows.
    public static ResultRows of(RowSet<io.vertx.mutiny.sqlclient.Row> wrapped) {
        return new ResultRows((io.vertx.sqlclient.RowSet<Row>) wrapped.getDelegate());
    }

    public int size() {
        return rows.size();
    }

    /** All rows, mapped. */
    public <T> List<T> list(Function<Row, T> mapper) {
        List<T> all = new ArrayList<>(rows.size());
        for (Row row : rows) {
            all.add(mapper.apply(row));
        }
        return all;
    }

    /** The first row, mapped. */
    public <T> Optional<T> first(Function<Row, T> mapper) {
        Iterator<Row> iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(mapper.apply(iterator.next())) : Optional.empty();
    }

    @Override
    public Iterator<Row> iterator() {
        return rows.iterator();
    }
}
