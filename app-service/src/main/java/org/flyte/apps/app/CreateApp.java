package org.flyte.apps.app;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.SpecChecks;
import org.flyte.apps.spec.NewApp;
import org.flyte.apps.store.AppRecord;
import org.flyte.apps.store.AppState;
import org.flyte.idl.app.App;
import org.flyte.idl.app.Status;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.platform.model.FlyteException.AlreadyExists;

/** Creates an app. The same app again is the one that exists; after a deletion the revisions of the name go on. */
@ApplicationScoped
class CreateApp {
    private final WriteApp write;
    private final SpecChecks checks;
    private final NewState states;

    CreateApp(WriteApp write, SpecChecks checks, NewState states) {
        this.write = write;
        this.checks = checks;
        this.states = states;
    }

    Uni<App> execute(NewApp app) {
        AppDefinition first = AppDefinition.of(app.key(), 1, app.spec());
        checks.check(first);
        return write.execute(app.key(), first.objectName(), found -> next(app, found))
                .map(record -> record.orElseThrow().toProto());
    }

    private Optional<AppState> next(NewApp app, Optional<AppRecord> found) {
        if (found.isPresent() && !found.get().isDeleted()) {
            AppState present = found.get().state();
            boolean same = present.spec().equals(app.spec())
                    && present.meta().getLabelsMap().equals(app.meta().getLabelsMap());
            if (!same) {
                throw new AlreadyExists("app %s exists with another spec: update it", app.key());
            }
            return Optional.empty();
        }
        long revision = found.map(AppRecord::revision).orElse(0L) + 1;
        AppDefinition definition = AppDefinition.of(app.key(), revision, app.spec());
        return Optional.of(states.of(
                definition,
                app,
                app.meta(),
                Status.getDefaultInstance(),
                DeploymentStatus.DEPLOYMENT_STATUS_PENDING,
                "waiting for Kubernetes"));
    }
}
