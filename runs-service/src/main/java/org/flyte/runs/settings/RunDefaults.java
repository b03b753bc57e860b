package org.flyte.runs.settings;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.flyte.idl.settings.Settings;
import org.flyte.platform.model.RecentMap;

/** The settings in force for the runs of a project; cached for some seconds, because every CreateRun asks. */
@ApplicationScoped
public class RunDefaults {
    private static final int MAX_CACHED = 10_000;

    private final GetSettings getSettings;
    private final SettingsConfig config;
    private final Clock clock;
    private final AtomicReference<Cache> cache = new AtomicReference<>(new Cache());

    RunDefaults(GetSettings getSettings, SettingsConfig config, Clock clock) {
        this.getSettings = getSettings;
        this.config = config;
        this.clock = clock;
    }

    private record Cached(Settings settings, Instant until) {}

    /** What was read since the latest change of this replica. */
    private static final class Cache {
        private final RecentMap<SettingsScope, Cached> known = new RecentMap<>(MAX_CACHED);

        synchronized Optional<Settings> get(SettingsScope scope, Instant now) {
            return Optional.ofNullable(known.get(scope))
                    .filter(entry -> entry.until().isAfter(now))
                    .map(Cached::settings);
        }

        synchronized void put(SettingsScope scope, Cached entry) {
            known.put(scope, entry);
        }
    }

    /** The project must exist. */
    public Uni<Settings> execute(String project, String domain) {
        SettingsScope scope = new SettingsScope(domain, project);
        Cache current = cache.get();
        Instant now = clock.instant();
        return current.get(scope, now)
                .map(settings -> Uni.createFrom().item(settings))
                .orElseGet(() -> getSettings
                        .execute(scope)
                        .map(StoredSettings::settings)
                        .invoke(settings -> current.put(scope, new Cached(settings, now.plus(config.cacheFor())))));
    }

    /** After a change: those of a domain or the organisation concern many projects, and a read may be under way. */
    void forget() {
        cache.set(new Cache());
    }
}
