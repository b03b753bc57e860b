package org.flyte.apps.app;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.apps.AppKey;
import org.flyte.apps.store.AppRecord;
import org.flyte.apps.store.AppStore;
import org.flyte.idl.app.App;
import org.flyte.platform.model.FlyteException.NotFound;

/** Reads an app. */
@ApplicationScoped
class GetApp {
    private final AppStore store;

    GetApp(AppStore store) {
        this.store = store;
    }

    Uni<App> execute(AppKey key) {
        return store.find(key)
                .map(found -> found.filter(record -> !record.isDeleted())
                        .map(AppRecord::toProto)
                        .orElseThrow(() -> new NotFound("app %s does not exist", key)));
    }
}
