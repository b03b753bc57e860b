package org.flyte.runs.task;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.FlyteException.Aborted;
import org.flyte.runs.trigger.TriggerStore;
import org.flyte.runs.trigger.TriggerVersion;
import org.hibernate.LockMode;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import org.hibernate.reactive.mutiny.Mutiny.SessionFactory;

/** Deployed tasks in the database. */
@ApplicationScoped
class TaskStore {
    private final SessionFactory sessions;
    private final TriggerStore triggers;
    private final Clock clock;

    TaskStore(SessionFactory sessions, TriggerStore triggers, Clock clock) {
        this.sessions = sessions;
        this.triggers = triggers;
        this.clock = clock;
    }

    /** Writes a version, and replaces all triggers of the task, in one transaction. */
    Uni<Void> deploy(TaskVersion task, List<TriggerVersion> replacements, Optional<EnrichedIdentity> by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return sessions.withTransaction(session -> upsert(session, task, by, now)
                        .chain(session::flush)
                        .chain(() -> triggers.replaceAll(
                                session,
                                task.key().project(),
                                task.key().domain(),
                                task.key().name(),
                                replacements,
                                by,
                                now)))
                .onFailure(ConstraintViolationException.class)
                .transform(e -> new Aborted(
                        "task %s is being deployed by another call; try again",
                        task.key().name()));
    }

    private static Uni<Void> upsert(Session session, TaskVersion task, Optional<EnrichedIdentity> by, Instant now) {
        return session.find(TaskEntity.class, task.key(), LockMode.PESSIMISTIC_WRITE)
                .chain(found -> {
                    TaskEntity entity = found == null ? new TaskEntity() : found;
                    entity.environment = task.spec().getEnvironment().getName();
                    entity.functionName = task.functionName();
                    entity.envDescription = task.spec().getEnvironment().getDescription();
                    entity.shortDescription = task.spec().getDocumentation().getShortDescription();
                    entity.deployedBy = by.map(EnrichedIdentity::toByteArray).orElse(null);
                    entity.deployedBySubject =
                            by.map(who -> who.getUser().getId().getSubject()).orElse("");
                    entity.updatedAt = now;
                    entity.spec = task.spec().toByteArray();
                    if (found != null) {
                        return Uni.createFrom().voidItem();
                    }
                    entity.key = task.key();
                    entity.createdAt = now;
                    return session.persist(entity);
                });
    }
}
