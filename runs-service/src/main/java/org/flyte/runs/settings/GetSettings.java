package org.flyte.runs.settings;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.settings.Settings;
import org.flyte.runs.settings.rule.SettingsResolution;

/** Reads settings, and what they come to with those that they inherit. */
@ApplicationScoped
class GetSettings {
    private final SettingsStore store;

    GetSettings(SettingsStore store) {
        this.store = store;
    }

    /** What is in force in a scope. Its version is that of the scope's own settings. */
    Uni<StoredSettings> execute(SettingsScope scope) {
        return store.levels(scope)
                .map(levels -> new StoredSettings(
                        scope, resolved(levels), levels.getLast().version()));
    }

    /** What the scope and those that it inherits from say, the widest first. */
    Uni<List<StoredSettings>> levels(SettingsScope scope) {
        return store.levels(scope);
    }

    private static Settings resolved(List<StoredSettings> levels) {
        SettingsResolution resolution = new SettingsResolution();
        levels.forEach(level -> resolution.add(level.scope().level(), level.settings()));
        return resolution.effective();
    }
}
