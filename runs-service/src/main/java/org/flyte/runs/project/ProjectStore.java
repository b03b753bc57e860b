package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.NotFound;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny.SelectionQuery;
import org.hibernate.reactive.mutiny.Mutiny.SessionFactory;

/** Projects in the database. */
@ApplicationScoped
class ProjectStore {
    private final SessionFactory sessions;
    private final Clock clock;

    ProjectStore(SessionFactory sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /** Fails with AlreadyExists. */
    Uni<Void> create(ProjectData project) {
        ProjectEntity entity = new ProjectEntity();
        entity.identifier = project.id();
        project.copyTo(entity);
        entity.createdAt = now();
        entity.updatedAt = entity.createdAt;
        return sessions.withTransaction((session, transaction) -> session.persist(entity))
                .onFailure(ConstraintViolationException.class)
                .transform(e -> new AlreadyExists("project %s exists", project.id()));
    }

    /** Replaces all but the id; fails with NotFound. */
    Uni<Void> update(ProjectData project) {
        return sessions.withTransaction((session, transaction) -> session.find(ProjectEntity.class, project.id())
                .invoke(entity -> {
                    project.copyTo(existing(project.id(), entity));
                    entity.updatedAt = now();
                })
                .replaceWithVoid());
    }

    /** Fails with NotFound. */
    Uni<ProjectEntity> get(String id) {
        return sessions.withSession(session -> session.find(ProjectEntity.class, id))
                .map(entity -> existing(id, entity));
    }

    /** The projects of a page, and the first one of the next page. */
    Uni<List<ProjectEntity>> list(ProjectPageRequest page) {
        return sessions.withSession(session -> {
            SelectionQuery<ProjectEntity> query = session.createSelectionQuery(
                    "select p from Project p where " + page.where() + " order by " + page.orderBy(),
                    ProjectEntity.class);
            List<Object> values = page.values();
            for (int i = 0; i < values.size(); i++) {
                query.setParameter(i + 1, values.get(i));
            }
            query.setFirstResult(page.offset());
            query.setMaxResults(page.limit() + 1);
            return query.getResultList();
        });
    }

    static NotFound missing(String id) {
        return new NotFound("project %s does not exist", id);
    }

    private static ProjectEntity existing(String id, ProjectEntity entity) {
        if (entity == null) {
            throw missing(id);
        }
        return entity;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
