package org.flyte.apps.app;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.apps.AppKey;
import org.flyte.apps.store.AppRecord;
import org.flyte.apps.store.AppState;

/** Deletes an app, its objects soon after. One that does not exist is deleted already. */
@ApplicationScoped
class DeleteApp {
    private final WriteApp write;

    DeleteApp(WriteApp write) {
        this.write = write;
    }

    Uni<Void> execute(AppKey key) {
        return write.execute(
                        key,
                        "",
                        found -> found.filter(record -> !record.isDeleted())
                                .map(AppRecord::state)
                                .map(AppState::delete))
                .replaceWithVoid();
    }
}
