package org.flyte.apps.app;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.apps.AppKey;
import org.flyte.apps.change.AppChangePoller;
import org.flyte.apps.store.AppRecord;
import org.flyte.apps.store.AppState;
import org.flyte.apps.store.AppStore;
import org.flyte.platform.model.FlyteException.Aborted;

/** Reads an app, decides, and writes unless it has changed in between; then all of that again, a few times. */
@ApplicationScoped
class WriteApp {
    private static final int ATTEMPTS = 5;

    private final AppStore store;
    private final AppChangePoller changes;

    WriteApp(AppStore store, AppChangePoller changes) {
        this.store = store;
        this.changes = changes;
    }

    /**
     * The app after the change, or unchanged when there was nothing to change.
     *
     * @param objectName name of the Kubernetes objects, for a new one
     * @param decision from what is there to what to write: empty for no change; its exceptions fail the call
     */
    Uni<Optional<AppRecord>> execute(
            AppKey key, String objectName, Function<Optional<AppRecord>, Optional<AppState>> decision) {
        return attempt(key, objectName, decision, 1);
    }

    private Uni<Optional<AppRecord>> attempt(
            AppKey key, String objectName, Function<Optional<AppRecord>, Optional<AppState>> decision, int number) {
        return store.find(key).chain(found -> {
            Optional<AppState> next = decision.apply(found);
            if (next.isEmpty()) {
                return Uni.createFrom().item(found);
            }
            Uni<Optional<AppRecord>> written = found.isPresent()
                    ? store.replace(found.get(), next.get())
                    : store.insert(key, objectName, next.get());
            return written.chain(result -> {
                if (result.isPresent()) {
                    changes.pollNow();
                    return Uni.createFrom().item(result);
                }
                return number == ATTEMPTS
                        ? Uni.createFrom()
                                .failure(() -> new Aborted("app %s is being changed by others: read it again", key))
                        : attempt(key, objectName, decision, number + 1);
            });
        });
    }
}
