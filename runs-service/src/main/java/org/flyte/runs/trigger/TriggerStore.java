package org.flyte.runs.trigger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.trigger.TriggerRevisionAction;
import org.flyte.platform.model.FlyteException.Aborted;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.hibernate.LockMode;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import org.hibernate.reactive.mutiny.Mutiny.SessionFactory;

/** Triggers in the database: each change locks the row, and leaves a revision in the same transaction. */
@ApplicationScoped
public class TriggerStore {
    private static final String LIVE_OF_TASK = "select t from Trigger t where t.key.project = ?1 and t.key.domain = ?2"
            + " and t.key.taskName = ?3 and t.deletedAt is null order by t.key.name";
    private static final String TASK_EXISTS =
            "SELECT count(*) FROM tasks WHERE project = ?1 AND domain = ?2 AND name = ?3 AND version = ?4";

    private final SessionFactory sessions;
    private final Clock clock;

    TriggerStore(SessionFactory sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Writes a trigger; fails with NotFound when its task is not deployed in that version, FailedPrecondition when the
     * caller knows another revision.
     *
     * @param known revision that the caller knows, 0 to check nothing
     */
    Uni<TriggerEntity> deploy(TriggerVersion version, long known, Optional<EnrichedIdentity> by) {
        Instant now = now();
        return sessions.withTransaction(session -> requireTask(session, version)
                        .chain(() -> session.find(TriggerEntity.class, version.key(), LockMode.PESSIMISTIC_WRITE))
                        .invoke(found -> requireRevision(found, known))
                        .chain(found -> deploy(session, found, version, by, now)))
                .onFailure(ConstraintViolationException.class)
                .transform(e -> new Aborted("trigger %s is being deployed by another call; try again", version.key()));
    }

    /** In a transaction of the caller: the versions take the place of all live triggers of the task. */
    public Uni<Void> replaceAll(
            Session session,
            String project,
            String domain,
            String task,
            List<TriggerVersion> versions,
            Optional<EnrichedIdentity> by,
            Instant now) {
        Map<TriggerKey, TriggerVersion> wanted =
                versions.stream().collect(Collectors.toMap(TriggerVersion::key, Function.identity(), (a, b) -> b));
        return session.createSelectionQuery(LIVE_OF_TASK, TriggerEntity.class)
                .setParameter(1, project)
                .setParameter(2, domain)
                .setParameter(3, task)
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList()
                .chain(live -> inTurn(
                        live.stream()
                                .filter(trigger -> !wanted.containsKey(trigger.key))
                                .toList(),
                        trigger -> changed(
                                session,
                                trigger,
                                trigger.delete(bytes(by), now),
                                TriggerRevisionAction.TRIGGER_REVISION_ACTION_DELETE,
                                now)))
                .chain(() -> inTurn(
                        wanted.values(),
                        version -> session.find(TriggerEntity.class, version.key(), LockMode.PESSIMISTIC_WRITE)
                                .chain(found -> deploy(session, found, version, by, now))
                                .replaceWithVoid()));
    }

    /** Switches triggers on or off; those that do not exist are left out. */
    Uni<Void> activate(List<TriggerKey> keys, boolean active, Optional<EnrichedIdentity> by) {
        return change(
                keys,
                active
                        ? TriggerRevisionAction.TRIGGER_REVISION_ACTION_ACTIVATE
                        : TriggerRevisionAction.TRIGGER_REVISION_ACTION_DEACTIVATE,
                (trigger, now) -> trigger.activate(active, bytes(by), now));
    }

    /** Marks triggers as deleted; those that do not exist are left out. */
    Uni<Void> delete(List<TriggerKey> keys, Optional<EnrichedIdentity> by) {
        return change(
                keys,
                TriggerRevisionAction.TRIGGER_REVISION_ACTION_DELETE,
                (trigger, now) -> trigger.delete(bytes(by), now));
    }

    /** A live trigger; fails with NotFound. */
    Uni<TriggerEntity> get(TriggerKey key) {
        return sessions.withSession(session -> session.find(TriggerEntity.class, key))
                .map(entity -> {
                    if (entity == null || entity.deletedAt != null) {
                        throw new NotFound("trigger %s of task %s does not exist", key.name(), key.taskName());
                    }
                    return entity;
                });
    }

    /** Fails with NotFound. */
    Uni<TriggerRevisionEntity> revision(TriggerKey key, long revision) {
        return sessions.withSession(
                        session -> session.find(TriggerRevisionEntity.class, TriggerRevisionKey.of(key, revision)))
                .map(entity -> {
                    if (entity == null) {
                        throw new NotFound(
                                "trigger %s of task %s has no revision %d", key.name(), key.taskName(), revision);
                    }
                    return entity;
                });
    }

    /** In the order of keys, so that two calls lock rows in one order. */
    private Uni<Void> change(
            List<TriggerKey> keys, TriggerRevisionAction action, BiFunction<TriggerEntity, Instant, Boolean> change) {
        Instant now = now();
        return sessions.withTransaction(session -> inTurn(
                keys.stream()
                        .distinct()
                        .sorted(Comparator.comparing(TriggerKey::toString))
                        .toList(),
                key -> session.find(TriggerEntity.class, key, LockMode.PESSIMISTIC_WRITE)
                        .chain(found -> found == null
                                ? Uni.createFrom().voidItem()
                                : changed(session, found, change.apply(found, now), action, now))));
    }

    private static Uni<TriggerEntity> deploy(
            Session session, TriggerEntity found, TriggerVersion version, Optional<EnrichedIdentity> by, Instant now) {
        TriggerEntity trigger = found == null ? new TriggerEntity() : found;
        trigger.key = version.key();
        trigger.deploy(version, bytes(by), now);
        Uni<Void> written =
                found == null ? session.persist(trigger) : Uni.createFrom().voidItem();
        return written.chain(() ->
                        changed(session, trigger, true, TriggerRevisionAction.TRIGGER_REVISION_ACTION_DEPLOY, now))
                .replaceWith(trigger);
    }

    private static Uni<Void> changed(
            Session session, TriggerEntity trigger, boolean changed, TriggerRevisionAction action, Instant now) {
        if (!changed) {
            return Uni.createFrom().voidItem();
        }
        TriggerRevisionEntity revision = new TriggerRevisionEntity();
        revision.key = TriggerRevisionKey.of(trigger.key, trigger.revision);
        revision.action = action.name();
        revision.createdAt = now;
        revision.copyFrom(trigger);
        return session.persist(revision);
    }

    private static Uni<Void> requireTask(Session session, TriggerVersion version) {
        TriggerKey key = version.key();
        return session.createNativeQuery(TASK_EXISTS, Long.class)
                .setParameter(1, key.project())
                .setParameter(2, key.domain())
                .setParameter(3, key.taskName())
                .setParameter(4, version.taskVersion())
                .getSingleResult()
                .invoke(count -> {
                    if (count == 0) {
                        throw new NotFound("task %s version %s is not deployed", key.taskName(), version.taskVersion());
                    }
                })
                .replaceWithVoid();
    }

    private static void requireRevision(TriggerEntity found, long known) {
        if (found != null && known != 0 && found.revision != known) {
            throw new FailedPrecondition(
                    "revision: trigger %s is at revision %d, not %s; read it again",
                    found.key.name(), found.revision, Long.toUnsignedString(known));
        }
    }

    private static <T> Uni<Void> inTurn(Iterable<T> items, Function<T, Uni<Void>> change) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(item -> change.apply(item))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private static byte[] bytes(Optional<EnrichedIdentity> who) {
        return who.map(EnrichedIdentity::toByteArray).orElse(null);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
