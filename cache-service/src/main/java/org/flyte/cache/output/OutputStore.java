package org.flyte.cache.output;

import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.flyte.cache.EntryKey;
import org.flyte.cache.db.CacheDatabase;
import org.flyte.idl.cacheservice.Metadata;
import org.jboss.logging.Logger;

/** The table of outputs. All times are those of the database, so that the clocks of replicas do not matter. */
@ApplicationScoped
class OutputStore {
    private static final Logger LOG = Logger.getLogger(OutputStore.class);

    /** A read is noted once a day, so that reading does not mean writing. */
    private static final String FIND = """
            SELECT output_uri, metadata, created_at, updated_at,
                   used_at < now() - interval '1 day' AS unnoted
              FROM cache.outputs
             WHERE project = $1 AND domain = $2 AND key = $3
            """;

    private static final String NOTE_USE = """
            UPDATE cache.outputs SET used_at = now()
             WHERE project = $1 AND domain = $2 AND key = $3 AND used_at < now() - interval '1 day'
            """;

    /** One statement decides and writes: of concurrent writers that do not overwrite, one succeeds. */
    private static final String PUT = """
            INSERT INTO cache.outputs AS o (project, domain, key, output_uri, metadata, created_at, updated_at, used_at)
            VALUES ($1, $2, $3, $4, $5, coalesce($6, now()), now(), now())
            ON CONFLICT (project, domain, key) DO UPDATE
               SET output_uri = EXCLUDED.output_uri,
                   metadata = EXCLUDED.metadata,
                   created_at = coalesce($6, o.created_at),
                   updated_at = clock_timestamp(),
                   used_at = clock_timestamp()
             WHERE $7 OR o.updated_at < clock_timestamp() - $8::bigint * interval '1 microsecond'
            """;

    private static final String DELETE = "DELETE FROM cache.outputs WHERE project = $1 AND domain = $2 AND key = $3";

    private final CacheDatabase database;

    OutputStore(CacheDatabase database) {
        this.database = database;
    }

    Uni<Optional<CachedEntry>> find(EntryKey key) {
        return database.execute(FIND, key.parameters()).map(rows -> {
            if (rows.size() == 0) {
                return Optional.empty();
            }
            Row row = rows.iterator().next();
            if (row.getBoolean("unnoted")) {
                noteUse(key);
            }
            return Optional.of(entry(row));
        });
    }

    /** False when an entry exists that must not be replaced. */
    Uni<Boolean> put(NewEntry entry) {
        Tuple parameters = entry.key()
                .parameters()
                .addString(entry.outputUri())
                .addValue(Buffer.buffer(entry.metadata().toByteArray()))
                .addOffsetDateTime(
                        entry.createdAt() == null ? null : entry.createdAt().atOffset(ZoneOffset.UTC))
                .addBoolean(entry.overwrite())
                .addLong(entry.maxAge() == null ? null : entry.maxAge().toNanos() / 1000);
        return database.execute(PUT, parameters).map(rows -> rows.rowCount() > 0);
    }

    /** False when there was none. */
    Uni<Boolean> delete(EntryKey key) {
        return database.execute(DELETE, key.parameters()).map(rows -> rows.rowCount() > 0);
    }

    /** The caller has its answer already; a failure means that the next read tries again. */
    private void noteUse(EntryKey key) {
        database.execute(NOTE_USE, key.parameters())
                .subscribe()
                .with(
                        noted -> {},
                        failure -> LOG.debugf("use of a cache entry not noted: cause=%s", failure.getMessage()));
    }

    private static CachedEntry entry(Row row) {
        return new CachedEntry(
                row.getString("output_uri"), metadata(row), time(row, "created_at"), time(row, "updated_at"));
    }

    private static Instant time(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static Metadata metadata(Row row) {
        try {
            return Metadata.parseFrom(row.getBuffer("metadata").getBytes());
        } catch (InvalidProtocolBufferException e) {
            LOG.warnf("metadata of a cache entry cannot be parsed: cause=%s", e.getMessage());
            return Metadata.getDefaultInstance();
        }
    }
}
