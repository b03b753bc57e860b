package org.flyte.runs.action;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.flyte.platform.model.RecentMap;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.Keyed;

/**
 * Stores specs by digest, each once; remembers stored ones for an hour. Retention deletes a spec only when it was last
 * stored here longer ago than that, so no digest that is remembered belongs to a deleted spec.
 */
@ApplicationScoped
public class SpecStore {
    private static final int CACHE_SIZE = 10_000;
    private static final long REMEMBERED_NANOS = Duration.ofHours(1).toNanos();
    private static final String INSERT = """
            INSERT INTO task_specs (digest, kind, spec)
            SELECT * FROM unnest($1::bytea[], $2::smallint[], $3::bytea[])
            ON CONFLICT (digest) DO UPDATE SET used_at = now() WHERE task_specs.used_at < now() - interval '10 minutes'
            """;

    private final Pool pool;
    /** When each was stored, as System.nanoTime. */
    private final Map<ByteString, Long> stored = new RecentMap<>(CACHE_SIZE);

    public SpecStore(@Keyed Pool pool) {
        this.pool = pool;
    }

    /** Completes when all of these are stored; nulls are ignored. A spec that no action refers to has no effect. */
    public Uni<Void> store(Collection<SpecBlob> specs) {
        List<SpecBlob> missing = missing(specs);
        if (missing.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        long since = System.nanoTime();
        return pool.preparedQuery(INSERT)
                .execute(ArrayParameters.of(missing)
                        .bytes(SpecBlob::digest)
                        .small(SpecBlob::kind)
                        .bytes(SpecBlob::bytes)
                        .tuple())
                .invoke(() -> remember(missing, since))
                .replaceWithVoid();
    }

    private List<SpecBlob> missing(Collection<SpecBlob> specs) {
        Map<ByteString, SpecBlob> missing = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
        synchronized (stored) {
            specs.stream()
                    .filter(Objects::nonNull)
                    .filter(spec -> !isRemembered(spec))
                    .forEach(spec -> missing.put(spec.digest(), spec));
        }
        return List.copyOf(missing.values());
    }

    private boolean isRemembered(SpecBlob spec) {
        Long since = stored.get(spec.digest());
        return since != null && System.nanoTime() - since < REMEMBERED_NANOS;
    }

    private void remember(List<SpecBlob> specs, long since) {
        synchronized (stored) {
            specs.forEach(spec -> stored.put(spec.digest(), since));
        }
    }
}
