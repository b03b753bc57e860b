package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.flyte.idl.project.Project;
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

    @Inject
    ProjectStore(SessionFactory sessions) {
        this(sessions, Clock.systemUTC());
    }

    ProjectStore(SessionFactory sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /** Fails with AlreadyExists. */
    Uni<Void> create(Project project) {
        ProjectEntity entity = new ProjectEntity();
        entity.identifier = project.getId();
        ProjectMessages.apply(project, entity);
        entity.createdAt = now();
        entity.updatedAt = entity.createdAt;
        return sessions.withTransaction((session, transaction) -> session.persist(entity))
                .onFailure(ConstraintViolationException.class)
                .transform(e -> new AlreadyExists("project %s exists", project.getId()));
    }

    /** Replaces all but the id; fails with NotFound. */
    Uni<Void> update(Project project) {
        return sessions.withTransaction((session, transaction) -> session.find(ProjectEntity.class, project.getId())
                .invoke(entity -> {
                    ProjectMessages.apply(project, existing(project.getId(), entity));
                    entity.updatedAt = now();
                })
                .replaceWithVoid());
    }

    /** Fails with NotFound. */
    Uni<ProjectEntity> get(String id) {
        return sessions.withSession(session -> session.find(ProjectEntity.class, id))
                .map(entity -> existing(id, entity));
    }

    /** @param limit 0 means all */
    Uni<List<ProjectEntity>> list(ProjectFilter filter, String order, int offset, int limit) {
        return sessions.withSession(session -> {
            SelectionQuery<ProjectEntity> query = session.createSelectionQuery(
                    "select p from Project p where " + filter.where() + " order by " + order, ProjectEntity.class);
            for (int i = 0; i < filter.values().size(); i++) {
                query.setParameter(i + 1, filter.values().get(i));
            }
            query.setFirstResult(offset);
            if (limit > 0) {
                query.setMaxResults(limit);
            }
            return query.getResultList();
        });
    }

    private static ProjectEntity existing(String id, ProjectEntity entity) {
        if (entity == null) {
            throw new NotFound("project %s does not exist", id);
        }
        return entity;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
