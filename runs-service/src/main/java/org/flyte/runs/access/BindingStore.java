package org.flyte.runs.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.Subject;
import org.flyte.runs.db.ResultRows;

/** Bindings in the database. Those who change them exclude each other. */
@ApplicationScoped
class BindingStore {
    private static final String COLUMNS =
            "subject_kind, issuer, subject, role, project, domain, source, created_at, created_by";
    private static final String KEY = "project, domain, subject_kind, issuer, subject, role, source";
    private static final String VERSION = "SELECT version FROM role_bindings_version";
    private static final String NEXT_VERSION =
            "UPDATE role_bindings_version SET version = version + 1 RETURNING version";
    private static final String ALL = "SELECT " + COLUMNS + " FROM role_bindings ORDER BY " + KEY;
    private static final String PAGE = """
            SELECT %s
              FROM role_bindings AS b
             WHERE ($1 = '' OR b.project IN ($1, '*'))
               AND ($2 OR EXISTS (SELECT FROM unnest($3::text[], $4::text[]) AS s(project, domain)
                                   WHERE s.project IN ('*', b.project) AND s.domain IN ('*', b.domain)))
             ORDER BY %s OFFSET $5 LIMIT $6""".formatted(COLUMNS, KEY);
    private static final String ADD = """
            INSERT INTO role_bindings (%s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT DO NOTHING""".formatted(COLUMNS);
    private static final String FIND = """
            SELECT %s
              FROM role_bindings
             WHERE subject_kind = $1 AND issuer = $2 AND subject = $3 AND role = $4 AND project = $5 AND domain = $6
             ORDER BY source""".formatted(COLUMNS);
    private static final String REMOVE = """
            DELETE FROM role_bindings
             WHERE subject_kind = $1 AND issuer = $2 AND subject = $3 AND role = $4 AND project = $5 AND domain = $6
               AND source = $7""";
    private static final String COUNT = "SELECT count(*) AS count FROM role_bindings";

    private final Pool pool;
    private final Clock clock;

    BindingStore(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** All bindings of a version. */
    record Snapshot(long version, List<StoredBinding> bindings) {}

    Uni<Long> version() {
        return number(pool, VERSION);
    }

    /** Reads the version first: bindings that are newer than it are read once more. */
    Uni<Snapshot> snapshot() {
        return version().chain(version -> all(pool).map(bindings -> new Snapshot(version, bindings)));
    }

    /** Returns bindings in the order of their keys, from an offset on. */
    Uni<List<StoredBinding>> page(String project, ProjectScopes scopes, int offset, int limit) {
        Tuple values = Tuple.from(
                List.of(project, scopes.all(), scopes.projects(), scopes.domains(), (long) offset, (long) limit));
        return list(pool, PAGE, values);
    }

    /** Makes a change in a transaction of its own, without another one at the same time. */
    <T> Uni<T> change(Function<Change, Uni<T>> change) {
        return pool.withTransaction(
                connection -> number(connection, NEXT_VERSION).chain(version -> change.apply(new Change(connection))));
    }

    /** What a change may do. */
    final class Change {
        private final SqlConnection connection;

        private Change(SqlConnection connection) {
            this.connection = connection;
        }

        Uni<List<StoredBinding>> all() {
            return BindingStore.this.all(connection);
        }

        Uni<Long> count() {
            return number(connection, COUNT);
        }

        Uni<Void> add(RoleBinding binding, BindingSource source, String creator) {
            Tuple values = key(binding)
                    .addString(source.column())
                    .addOffsetDateTime(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .addString(creator);
            return connection.preparedQuery(ADD).execute(values).replaceWithVoid();
        }

        Uni<Optional<StoredBinding>> find(RoleBinding binding, BindingSource source) {
            return list(connection, FIND, key(binding))
                    .map(found -> found.stream()
                            .filter(stored -> stored.source() == source)
                            .findFirst());
        }

        /** Returns whether it was there. */
        Uni<Boolean> remove(RoleBinding binding, BindingSource source) {
            return connection
                    .preparedQuery(REMOVE)
                    .execute(key(binding).addString(source.column()))
                    .map(rows -> rows.rowCount() > 0);
        }
    }

    private Uni<List<StoredBinding>> all(SqlClient client) {
        return list(client, ALL, Tuple.tuple());
    }

    private static Uni<List<StoredBinding>> list(SqlClient client, String sql, Tuple values) {
        return client.preparedQuery(sql)
                .execute(values)
                .map(rows -> ResultRows.of(rows).list(BindingStore::stored));
    }

    private static Uni<Long> number(SqlClient client, String sql) {
        return client.preparedQuery(sql)
                .execute()
                .map(rows -> ResultRows.of(rows).first(row -> row.getLong(0)).orElseThrow());
    }

    private static Tuple key(RoleBinding binding) {
        Subject subject = binding.subject();
        return Tuple.tuple()
                .addString(subject.kind().label())
                .addString(subject.issuer())
                .addString(subject.id())
                .addString(binding.role().label())
                .addString(binding.project())
                .addString(binding.domain());
    }

    private static StoredBinding stored(Row row) {
        Subject subject = new Subject(
                Subject.Kind.named(row.getString("subject_kind")).orElseThrow(),
                row.getString("issuer"),
                row.getString("subject"));
        RoleBinding binding = new RoleBinding(
                subject,
                Role.named(row.getString("role")).orElseThrow(),
                row.getString("project"),
                row.getString("domain"));
        return new StoredBinding(
                binding,
                BindingSource.of(row.getString("source")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getString("created_by"));
    }
}
