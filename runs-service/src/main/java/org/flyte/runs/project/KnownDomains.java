package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.db.ResultRows;

/** The domains of all projects: the configured ones, and those that were created. Cached for some seconds. */
@ApplicationScoped
public class KnownDomains {
    private static final String STORED = "SELECT id, friendly_name, created FROM domains ORDER BY id";

    private final Pool pool;
    private final ProjectsConfig config;
    private final Clock clock;
    private volatile Cached cached = new Cached(List.of(), Instant.MIN);

    KnownDomains(Pool pool, ProjectsConfig config, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.clock = clock;
    }

    private record Cached(List<KnownDomain> domains, Instant until) {}

    /** A row of domains. */
    private record Stored(String id, String friendlyName, boolean created) {}

    /** The configured ones in the order of the configuration, then the others by id. */
    public Uni<List<KnownDomain>> all() {
        Cached known = cached;
        Instant now = clock.instant();
        if (known.until().isAfter(now)) {
            return Uni.createFrom().item(known.domains());
        }
        return pool.query(STORED).execute().map(rows -> {
            List<KnownDomain> domains = merged(ResultRows.of(rows)
                    .list(row -> new Stored(
                            row.getString("id"), row.getString("friendly_name"), row.getBoolean("created"))));
            cached = new Cached(domains, now.plus(config.cacheFor()));
            return domains;
        });
    }

    /** Whether the configuration names it: then it cannot be created or deleted. */
    public boolean isConfigured(String id) {
        return config.domains().contains(id);
    }

    /** Fails with InvalidArgument for a domain that does not exist. */
    public Uni<Void> require(String id) {
        if (isConfigured(id)) {
            return Uni.createFrom().voidItem();
        }
        return all().invoke(domains -> {
                    if (domains.stream().noneMatch(domain -> domain.id().equals(id))) {
                        throw new InvalidArgument(
                                "domain '%s' does not exist, use one of %s",
                                id,
                                String.join(
                                        ", ",
                                        domains.stream().map(KnownDomain::id).toList()));
                    }
                })
                .replaceWithVoid();
    }

    /** Drops what is cached, after a change. */
    public void forget() {
        cached = new Cached(List.of(), Instant.MIN);
    }

    private List<KnownDomain> merged(List<Stored> rows) {
        Map<String, Stored> stored = new TreeMap<>();
        rows.forEach(row -> stored.put(row.id(), row));
        List<KnownDomain> domains = new ArrayList<>();
        for (String id : config.domains()) {
            Stored named = stored.remove(id);
            domains.add(KnownDomain.of(id, named == null ? "" : named.friendlyName()));
        }
        stored.values().stream()
                .filter(Stored::created)
                .forEach(row -> domains.add(KnownDomain.of(row.id(), row.friendlyName())));
        return List.copyOf(domains);
    }
}
