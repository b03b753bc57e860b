package org.flyte.runs.action;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.flyte.runs.db.Columns;

/** Stores specs by digest, each once; remembers which ones are stored. */
@ApplicationScoped
public class SpecStore {
    private static final int REMEMBERED = 10_000;
    private static final String INSERT = """
            INSERT INTO task_specs (digest, kind, spec)
            SELECT * FROM unnest($1::bytea[], $2::smallint[], $3::bytea[])
            ON CONFLICT DO NOTHING
            """;

    private final Pool pool;
    private final Map<ByteString, Boolean> stored = new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteString, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    public SpecStore(Pool pool) {
        this.pool = pool;
    }

    /** Completes when all of these are stored; nulls are passed over. A spec without an action does no harm. */
    public Uni<Void> store(Collection<SpecBlob> specs) {
        List<SpecBlob> missing = missing(specs);
        if (missing.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery(INSERT)
                .execute(Columns.of(missing)
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
