package org.flyte.runs.domain;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.hibernate.LockMode;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import org.hibernate.reactive.mutiny.Mutiny.SessionFactory;

/** Domains in the database. */
@ApplicationScoped
class DomainStore {
    /** What a domain may hold; by the words of the message. */
    private static final String HOLDS = """
            SELECT CASE WHEN EXISTS (SELECT FROM listed_runs WHERE domain = ?1) THEN 'runs'
                        WHEN EXISTS (SELECT FROM tasks WHERE domain = ?1) THEN 'deployed tasks'
                        WHEN EXISTS (SELECT FROM artifact_names WHERE domain = ?1) THEN 'artifacts'
                        WHEN EXISTS (SELECT FROM settings WHERE domain = ?1) THEN 'settings' ELSE '' END""";

    private final SessionFactory sessions;
    private final Clock clock;

    DomainStore(SessionFactory sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    Uni<Optional<DomainEntity>> find(String id) {
        return sessions.withSession(session -> session.find(DomainEntity.class, id))
                .map(Optional::ofNullable);
    }

    Uni<List<DomainEntity>> all() {
        return sessions.withSession(
                session -> session.createSelectionQuery("select d from Domain d order by d.id", DomainEntity.class)
                        .getResultList());
    }

    /** Fails with AlreadyExists. */
    Uni<DomainEntity> create(DomainData domain) {
        DomainEntity entity = entity(domain, true);
        return sessions.withTransaction(session -> session.persist(entity))
                .replaceWith(entity)
                .onFailure(ConstraintViolationException.class)
                .transform(e -> new AlreadyExists("domain %s exists", domain.id()));
    }

    /**
     * Changes the name; fails with NotFound.
     *
     * @param configured whether the domain exists without a row
     */
    Uni<DomainEntity> update(DomainData domain, boolean configured) {
        return sessions.withTransaction(session -> session.find(
                        DomainEntity.class, domain.id(), LockMode.PESSIMISTIC_WRITE)
                .chain(found -> {
                    if (found != null) {
                        found.friendlyName = domain.friendlyName();
                        return Uni.createFrom().item(found);
                    }
                    if (!configured) {
                        throw new NotFound("domain %s does not exist", domain.id());
                    }
                    DomainEntity entity = entity(domain, false);
                    return session.persist(entity).replaceWith(entity);
                }));
    }

    /** Fails with NotFound, or with FailedPrecondition when something is in the domain. */
    Uni<Void> delete(String id) {
        return sessions.withTransaction(session -> session.find(DomainEntity.class, id, LockMode.PESSIMISTIC_WRITE)
                .chain(found -> {
                    if (found == null) {
                        throw new NotFound("domain %s does not exist", id);
                    }
                    return requireEmpty(session, id).chain(() -> session.remove(found));
                }));
    }

    private static Uni<Void> requireEmpty(Session session, String id) {
        return session.createNativeQuery(HOLDS, String.class)
                .setParameter(1, id)
                .getSingleResult()
                .invoke(holds -> {
                    if (!holds.isEmpty()) {
                        throw new FailedPrecondition("domain %s has %s; delete them first", id, holds);
                    }
                })
                .replaceWithVoid();
    }

    private DomainEntity entity(DomainData domain, boolean created) {
        DomainEntity entity = new DomainEntity();
        entity.id = domain.id();
        entity.friendlyName = domain.friendlyName();
        entity.created = created;
        Instant now = clock.instant();
        entity.createdAt = now.truncatedTo(ChronoUnit.MICROS);
        return entity;
    }
}
