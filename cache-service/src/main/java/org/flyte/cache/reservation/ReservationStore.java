package org.flyte.cache.reservation;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.flyte.cache.EntryKey;
import org.flyte.cache.db.CacheDatabase;

/** The table of reservations. All times are those of the database, so that the clocks of replicas do not matter. */
@ApplicationScoped
class ReservationStore {
    /** One statement decides and writes; concurrent ones wait for each other at the row. */
    private static final String CLAIM = """
            INSERT INTO cache.reservations AS r (project, domain, key, owner_id, heartbeat_ms, expires_at)
            VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 millisecond')
            ON CONFLICT (project, domain, key) DO UPDATE
               SET owner_id = EXCLUDED.owner_id, heartbeat_ms = EXCLUDED.heartbeat_ms,
                   expires_at = clock_timestamp() + $6 * interval '1 millisecond'
             WHERE r.owner_id = EXCLUDED.owner_id OR r.expires_at <= clock_timestamp()
            RETURNING owner_id, heartbeat_ms, expires_at
            """;

    private static final String FIND = """
            SELECT owner_id, heartbeat_ms, expires_at FROM cache.reservations
             WHERE project = $1 AND domain = $2 AND key = $3 AND expires_at > clock_timestamp()
            """;

    private static final String RELEASE = """
            DELETE FROM cache.reservations WHERE project = $1 AND domain = $2 AND key = $3 AND owner_id = $4
            """;

    private final CacheDatabase database;

    ReservationStore(CacheDatabase database) {
        this.database = database;
    }

    /**
     * Gives the reservation to the caller when it is free, expired or its own already. Empty when another one holds it.
     *
     * @param lease how long it lasts without a further call
     */
    Uni<Optional<Holder>> claim(EntryKey key, String owner, Duration heartbeat, Duration lease) {
        Tuple parameters = key.parameters()
                .addString(owner)
                .addInteger((int) Math.max(1, heartbeat.toMillis()))
                .addLong(Math.max(1, lease.toMillis()));
        return database.execute(CLAIM, parameters).map(ReservationStore::holder);
    }

    /** Who holds it now; empty when it is free or expired. */
    Uni<Optional<Holder>> find(EntryKey key) {
        return database.execute(FIND, key.parameters()).map(ReservationStore::holder);
    }

    /** Does nothing when the owner does not hold it. */
    Uni<Void> release(EntryKey key, String owner) {
        return database.execute(RELEASE, key.parameters().addString(owner)).replaceWithVoid();
    }

    private static Optional<Holder> holder(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Optional.empty();
        }
        Row row = rows.iterator().next();
        return Optional.of(new Holder(
                row.getString("owner_id"),
                Duration.ofMillis(row.getInteger("heartbeat_ms")),
                row.getOffsetDateTime("expires_at").toInstant()));
    }
}
