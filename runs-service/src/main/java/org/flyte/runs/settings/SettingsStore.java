package org.flyte.runs.settings;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flyte.idl.settings.Settings;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.hibernate.LockMode;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny.SessionFactory;

/** Settings in the database, one row a scope. */
@ApplicationScoped
class SettingsStore {
    private static final String LEVELS = "select s from Settings s where (s.scope.domain = '' and s.scope.project = '')"
            + " or (s.scope.domain = ?1 and (s.scope.project = '' or s.scope.project = ?2))";

    private final SessionFactory sessions;
    private final Clock clock;

    SettingsStore(SessionFactory sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /** What the scope and those that it inherits from say, the widest first. */
    Uni<List<StoredSettings>> levels(SettingsScope scope) {
        return sessions.withSession(session -> session.createSelectionQuery(LEVELS, SettingsEntity.class)
                        .setParameter(1, scope.domain())
                        .setParameter(2, scope.project())
                        .getResultList())
                .map(found -> {
                    Map<SettingsScope, StoredSettings> stored = found.stream()
                            .map(StoredSettings::of)
                            .collect(Collectors.toMap(StoredSettings::scope, Function.identity()));
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
                .replaceWith(() -> StoredSettings.of(entity))
                .onFailure(ConstraintViolationException.class)
                .transform(e -> new AlreadyExists("settings of %s exist; read them and update them", scope));
    }

    /** Replaces them as a whole; fails with NotFound, or FailedPrecondition when they were changed since that version. */
    Uni<StoredSettings> update(SettingsScope scope, Settings settings, long version) {
        return sessions.withTransaction(
                session -> session.find(SettingsEntity.class, scope, LockMode.PESSIMISTIC_WRITE)
                        .map(entity -> {
                            requireVersion(scope, entity, version);
                            entity.data = settings.toByteArray();
                            entity.version++;
                            entity.updatedAt = now();
                            return StoredSettings.of(entity);
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
