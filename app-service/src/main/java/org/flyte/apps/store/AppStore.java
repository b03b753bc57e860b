package org.flyte.apps.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.flyte.apps.AppKey;
import org.flyte.apps.db.AppsDatabase;
import org.flyte.platform.model.FlyteException.AlreadyExists;

/** The table of apps. Each write names the version that it has read; all times are those of the database. */
@ApplicationScoped
public class AppStore {
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String FIND =
            "SELECT " + AppRows.COLUMNS + " FROM apps.apps WHERE project = $1 AND domain = $2 AND name = $3";

    private static final String INSERT = """
            INSERT INTO apps.apps (project, domain, name, object_name, revision, meta, spec, status, phase)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (project, domain, name) DO NOTHING
            RETURNING %s
            """.formatted(AppRows.COLUMNS);

    private static final String REPLACE = """
            UPDATE apps.apps
               SET revision = $5, meta = $6, spec = $7, status = $8, phase = $9,
                   version = version + 1,
                   updated_at = now(),
                   created_at = CASE WHEN deleted_at IS NOT NULL AND NOT $10::boolean THEN now() ELSE created_at END,
                   deleted_at = CASE WHEN $10::boolean THEN coalesce(deleted_at, now()) END,
                   changed_in = pg_current_xact_id()
             WHERE project = $1 AND domain = $2 AND name = $3 AND version = $4
            RETURNING %s
            """.formatted(AppRows.COLUMNS);

    private static final String PURGE = """
            DELETE FROM apps.apps
             WHERE project = $1 AND domain = $2 AND name = $3 AND version = $4
               AND deleted_at < now() - $5::bigint * interval '1 millisecond'
            """;

    private final AppsDatabase database;

    AppStore(AppsDatabase database) {
        this.database = database;
    }

    /** Also one that is deleted and whose objects may still exist. */
    public Uni<Optional<AppRecord>> find(AppKey key) {
        return database.execute(FIND, id(key)).map(AppStore::first);
    }

    /** Empty when the app has a row already; AlreadyExists when another app has its Kubernetes name. */
    public Uni<Optional<AppRecord>> insert(AppKey key, String objectName, AppState state) {
        Tuple parameters = content(id(key).addString(objectName), state);
        return database.execute(INSERT, parameters)
                .onFailure(AppStore::isTaken)
                .transform(failure -> new AlreadyExists(
                        "app %s would have the Kubernetes name %s, which another app has: choose another name",
                        key, objectName))
                .map(AppStore::first);
    }

    /** Empty when the row has changed since it was read. */
    public Uni<Optional<AppRecord>> replace(AppRecord read, AppState state) {
        Tuple parameters =
                content(id(read.key()).addLong(read.version()), state).addBoolean(state.deleted());
        return database.execute(REPLACE, parameters).map(AppStore::first);
    }

    /** Removes the row of an app that was deleted so long ago; false when it is too early, or the row has changed. */
    public Uni<Boolean> purge(AppRecord read, Duration age) {
        Tuple parameters = id(read.key()).addLong(read.version()).addLong(age.toMillis());
        return database.execute(PURGE, parameters).map(rows -> rows.rowCount() > 0);
    }

    private static Optional<AppRecord> first(RowSet<Row> rows) {
        return AppRows.all(rows).stream().findFirst();
    }

    private static Tuple id(AppKey key) {
        return Tuple.tuple().addString(key.project()).addString(key.domain()).addString(key.name());
    }

    private static Tuple content(Tuple parameters, AppState state) {
        return parameters
                .addLong(state.revision())
                .addValue(AppRows.bytes(state.meta()))
                .addValue(AppRows.bytes(state.spec()))
                .addValue(AppRows.bytes(state.status()))
                .addString(AppRows.phase(state.status()));
    }

    private static boolean isTaken(Throwable failure) {
        return failure instanceof PgException e && UNIQUE_VIOLATION.equals(e.getSqlState());
    }
}
