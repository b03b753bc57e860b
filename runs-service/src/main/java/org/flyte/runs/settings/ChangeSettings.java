package org.flyte.runs.settings;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.settings.Settings;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.runs.project.KnownDomains;
import org.flyte.runs.project.RequireActiveProject;
import org.flyte.runs.settings.rule.CheckedSettings;

/** Creates and replaces the settings of a scope, after a check. */
@ApplicationScoped
class ChangeSettings {
    private final SettingsStore store;
    private final RequireActiveProject requireActiveProject;
    private final KnownDomains domains;
    private final RunDefaults runDefaults;
    private final CheckedSettings checked;

    ChangeSettings(
            SettingsStore store,
            RequireActiveProject requireActiveProject,
            KnownDomains domains,
            RunDefaults runDefaults,
            ObjectStore objects) {
        this.store = store;
        this.requireActiveProject = requireActiveProject;
        this.domains = domains;
        this.runDefaults = runDefaults;
        this.checked = new CheckedSettings(objects::owns);
    }

    /** Fails with AlreadyExists, or as the check does. */
    Uni<StoredSettings> create(SettingsScope scope, Settings settings) {
        Settings valid = checked.of("settings", settings);
        return requireScope(scope).chain(() -> store.create(scope, valid)).invoke(runDefaults::forget);
    }

    /** Fails with NotFound or FailedPrecondition, or as the check does. */
    Uni<StoredSettings> update(SettingsScope scope, Settings settings, long version) {
        Settings valid = checked.of("settings", settings);
        return requireScope(scope)
                .chain(() -> store.update(scope, valid, version))
                .invoke(runDefaults::forget);
    }

    private Uni<Void> requireScope(SettingsScope scope) {
        return switch (scope.level()) {
            case SCOPE_LEVEL_PROJECT -> requireActiveProject.execute(scope.project(), scope.domain());
            case SCOPE_LEVEL_DOMAIN -> domains.require(scope.domain());
            case SCOPE_LEVEL_ORG, UNRECOGNIZED -> Uni.createFrom().voidItem();
        };
    }
}
