package org.flyte.apps.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.apps.db.AppsDatabase;

/**
 * Reads the apps that have changed. A position is a transaction id: all transactions before it have ended, so a change is not
 * missed however late it commits; some changes are read twice.
 */
@ApplicationScoped
public class ChangedApps {
    /** Before all transactions. */
    public static final Position START = new Position(0);

    private static final int PAGE = 500;

    private static final String POSITION = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest";

    private static final String CHANGES = """
            SELECT %s, changed_in::text::bigint AS changed_in FROM apps.apps
             WHERE changed_in >= $1::text::xid8
             ORDER BY changed_in LIMIT $2
            """.formatted(AppRows.COLUMNS);

    private final AppsDatabase database;

    ChangedApps(AppsDatabase database) {
        this.database = database;
    }

    /** The changes since a position, and the position from which to go on. */
    public Uni<Page> since(Position position) {
        return database.execute(POSITION, Tuple.tuple())
                .map(rows -> rows.iterator().next().getLong("oldest"))
                .chain(oldest -> database.execute(CHANGES, Tuple.of(Long.toString(position.oldest()), PAGE))
                        .map(rows -> {
                            long next = oldest;
                            if (rows.size() == PAGE) {
                                for (var row : rows) {
                                    next = row.getLong("changed_in");
                                }
                                next = Math.min(oldest, next);
                            }
                            boolean more = rows.size() == PAGE && next > position.oldest();
                            return new Page(AppRows.all(rows), new Position(next), more);
                        }));
    }

    /** A point in the history of the table. */
    public record Position(long oldest) {}

    /**
     * Changed apps.
     *
     * @param more whether the next page has changes already
     */
    public record Page(List<AppRecord> apps, Position next, boolean more) {}
}
