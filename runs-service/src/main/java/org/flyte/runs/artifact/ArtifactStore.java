package org.flyte.runs.artifact;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.runs.artifact.rule.PartitionKeys;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import org.hibernate.reactive.mutiny.Mutiny.SessionFactory;

/**
 * Writes artifacts. Each change locks the row of the name, so that versions of a name have an order that all replicas agree
 * on.
 */
@ApplicationScoped
class ArtifactStore {
    /** Inserts the name or locks it: the first versions of a name may come at once, from the actions of one fan-out. */
    private static final String LOCK = """
            INSERT INTO artifact_names AS n
                   (project, domain, name, partition_schema, declared, versions, metadata_keys, created_at)
            VALUES (?1, ?2, ?3, ?4, false, 0, '{}', ?5)
            ON CONFLICT (project, domain, name) DO UPDATE SET versions = n.versions""";

    private static final String NEWEST = "select a from Artifact a where a.key.project = ?1 and a.key.domain = ?2"
            + " and a.key.name = ?3 order by a.createdAt desc";
    private static final String METADATA_KEYS = "SELECT DISTINCT jsonb_object_keys(user_metadata) FROM artifacts"
            + " WHERE project = ?1 AND domain = ?2 AND name = ?3";

    private final SessionFactory sessions;
    private final Clock clock;

    ArtifactStore(SessionFactory sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Adds a version. One that exists with this content is answered as it is; fails with AlreadyExists when its content is
     * another one.
     */
    Uni<ArtifactRow> publish(NewArtifact artifact, Optional<EnrichedIdentity> by) {
        return sessions.withTransaction(session -> lock(session, artifact.key().nameKey(), artifact.partitionKeys())
                .chain(name -> session.find(ArtifactEntity.class, artifact.key())
                        .chain(found -> found == null
                                ? add(session, name, artifact, by)
                                : Uni.createFrom().item(() -> same(artifact, ArtifactRow.of(found))))));
    }

    /** Fixes the partition keys; fails with FailedPrecondition when the name has others. */
    Uni<PartitionKeys> declare(ArtifactNameKey key, PartitionKeys keys) {
        return sessions.withTransaction(session -> lock(session, key, keys).map(name -> {
            PartitionKeys known = NewVersion.keysOf(name);
            if (!known.equalKeys(keys)) {
                throw new FailedPrecondition(
                        "partition_schema: artifact %s is partitioned by %s already, not by %s; keep these keys or use"
                                + " another name",
                        key.name(), known, keys);
            }
            name.declared = true;
            return known;
        }));
    }

    /** Removes a version; the name goes with its last one unless it was declared. A version that is not there is no error. */
    Uni<Void> delete(ArtifactVersionKey key) {
        return sessions.withTransaction(session -> session.find(
                        ArtifactNameEntity.class, key.nameKey(), LockMode.PESSIMISTIC_WRITE)
                .chain(name -> name == null
                        ? Uni.createFrom().voidItem()
                        : session.find(ArtifactEntity.class, key)
                                .chain(found ->
                                        found == null ? Uni.createFrom().voidItem() : remove(session, name, found))));
    }

    private Uni<ArtifactNameEntity> lock(Session session, ArtifactNameKey key, PartitionKeys keys) {
        return session.createNativeQuery(LOCK)
                .setParameter(1, key.project())
                .setParameter(2, key.domain())
                .setParameter(3, key.name())
                .setParameter(4, keys.toProto().toByteArray())
                .setParameter(5, now())
                .executeUpdate()
                .chain(() -> session.find(ArtifactNameEntity.class, key));
    }

    private Uni<ArtifactRow> add(
            Session session, ArtifactNameEntity name, NewArtifact artifact, Optional<EnrichedIdentity> by) {
        NewVersion version = new NewVersion(name, artifact);
        ArtifactEntity entity = version.entity(now(), by);
        version.countIn(entity);
        return session.persist(entity).replaceWith(() -> ArtifactRow.of(entity));
    }

    private static ArtifactRow same(NewArtifact artifact, ArtifactRow stored) {
        if (!artifact.hasContentOf(stored.spec())) {
            throw new AlreadyExists(
                    "artifact %s exists with other content; publish under another version", artifact.key());
        }
        return stored;
    }

    private static Uni<Void> remove(Session session, ArtifactNameEntity name, ArtifactEntity version) {
        return session.remove(version)
                .chain(session::flush)
                .chain(() -> session.createSelectionQuery(NEWEST, ArtifactEntity.class)
                        .setParameter(1, name.key.project())
                        .setParameter(2, name.key.domain())
                        .setParameter(3, name.key.name())
                        .setMaxResults(1)
                        .getSingleResultOrNull())
                .chain(newest -> {
                    if (newest == null && !name.declared) {
                        return session.remove(name);
                    }
                    name.versions--;
                    name.latestVersion = newest == null ? "" : newest.key.version();
                    name.latestAt = newest == null ? null : newest.createdAt;
                    return metadataKeys(session, name.key)
                            .invoke(keys -> name.metadataKeys = keys.toArray(String[]::new))
                            .replaceWithVoid();
                });
    }

    private static Uni<List<String>> metadataKeys(Session session, ArtifactNameKey key) {
        return session.createNativeQuery(METADATA_KEYS, String.class)
                .setParameter(1, key.project())
                .setParameter(2, key.domain())
                .setParameter(3, key.name())
                .getResultList();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
