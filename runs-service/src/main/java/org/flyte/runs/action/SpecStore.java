package org.flyte.runs.action;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.flyte.platform.model.RecentMap;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.Keyed;

/** Stores specs by digest, each once; caches the digests of stored ones. */
@ApplicationScoped
public class SpecStore {
    private static final int CACHE_SIZE = 10_000;
    private static final String INSERT = """
            INSERT INTO task_specs (digest, kind, spec)
            SELECT * FROM unnest($1::bytea[], $2::smallint[], $3::bytea[])
            ON CONFLICT DO NOTHING
            """;

    private final Pool pool;
    private final Map<ByteString, Boolean> stored = new RecentMap<>(CACHE_SIZE);

    public SpecStore(@Keyed Pool pool) {
        this.pool = pool;
    }

    /** Completes when all of these are stored; nulls are ignored. A spec that no action refers to has no effect. */
    public Uni<Void> store(Collection<SpecBlob> specs) {
        List<SpecBlob> missing = missing(specs);
        if (missing.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery(INSERT)
                .execute(ArrayParameters.of(missing)
                        .bytes(SpecBlob::digest)
                        .small(SpecBlob::kind)
                        .bytes(SpecBlob::bytes)
                        .tuple())
                .invoke(() -> remember(missing))
                .replaceWithVoid();
    }

    private List<SpecBlob> missing(Collection<SpecBlob> specs) {
        Map<ByteString, SpecBlob> missing = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
        synchronized (stored) {
            specs.stream()
                    .filter(Objects::nonNull)
                    .filter(spec -> stored.get(spec.digest()) == null)
                    .forEach(spec -> missing.put(spec.digest(), spec));
        }
        return List.copyOf(missing.values());
    }

    private void remember(List<SpecBlob> specs) {
        synchronized (stored) {
            specs.forEach(spec -> stored.put(spec.digest(), true));
        }
    }
}
