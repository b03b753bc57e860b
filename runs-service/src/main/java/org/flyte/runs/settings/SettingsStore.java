package org.flyte.runs.settings;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.idl.settings.Settings;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.db.ResultRows;
import org.hibernate.LockMode;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny.SessionFactory;

/** Settings in the database, one row a scope. */
@ApplicationScoped
class SettingsStore {
    private static final String LEVELS = """
            SELECT domain, project, data, version FROM settings
             WHERE (domain = '' AND project = '') OR (domain = $1 AND project IN ('', $2))
            """;

    private final Pool pool;
    private final SessionFactory sessions;
    private final Clock clock;

    SettingsStore(Pool pool, SessionFactory sessions, Clock clock) {
        this.pool = pool;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** What the scope and those that it inherits from say, the widest first. By SQL, because each new run needs it. */
    Uni<List<StoredSettings>> levels(SettingsScope scope) {
        return pool.preparedQuery(LEVELS)
                .execute(Tuple.of(scope.domain(), scope.project()))
                .map(rows -> {
                    Map<SettingsScope, StoredSettings> stored = new HashMap<>();
                    for (Row row : ResultRows.of(rows)) {
                        SettingsScope found = new SettingsScope(row.getString("domain"), row.getString("project"));
                        stored.put(
                                found,
                                StoredSettings.of(found, row.getBuffer("data").getBytes(), row.getLong("version")));
                    }
                    return scope.levels().stream()
                            .map(level -> stored.getOrDefault(level, StoredSettings.none(level)))
                            .toList();
                });
    }

    /** Fails with AlreadyExists. */
    Uni<StoredSettings> create(SettingsScope scope, Settings settings) {
        SettingsEntity entity = new SettingsEntity();
        entity.scope = scope;
        entity.data = settings.toByteArray();
        entity.version = 1;
        entity.createdAt = now();
        entity.updatedAt = entity.createdAt;
        return sessions.withTransaction(session -> session.persist(entity))
                .replaceWith(() -> StoredSettings.of(scope, entity.data, entity.version))
                .onFailure(ConstraintViolationException.class)
                .transform(e -> new AlreadyExists("settings of %s exist; read them and update them", scope));
    }

    /** Replaces them as a whole; fails with NotFound, or FailedPrecondition when they were changed since that version. */
    Uni<StoredSettings> update(SettingsScope scope, Settings settings, long version) {
        return sessions.withTransaction(session -> session.find(SettingsEntity.class, scope, LockMode.PESSIMISTIC_WRITE)
                .map(entity -> {
                    requireVersion(scope, entity, version);
                    entity.data = settings.toByteArray();
                    entity.version++;
                    entity.updatedAt = now();
                    return StoredSettings.of(scope, entity.data, entity.version);
                }));
    }

    private static void requireVersion(SettingsScope scope, SettingsEntity entity, long version) {
        if (entity == null) {
            throw new NotFound("settings of %s do not exist; create them", scope);
        }
        if (entity.version != version) {
            throw new FailedPrecondition(
                    "version: settings of %s are at version %d, not %s; read them again",
                    scope, entity.version, Long.toUnsignedString(version));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
