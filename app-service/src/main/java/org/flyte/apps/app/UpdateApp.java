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
import org.flyte.idl.app.Meta;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.platform.model.FlyteException.Aborted;
import org.flyte.platform.model.FlyteException.NotFound;

/** Gives an app a new revision: another spec, other labels, or another desired state. What is the same makes none. */
@ApplicationScoped
class UpdateApp {
    private final WriteApp write;
    private final SpecChecks checks;
    private final NewState states;

    UpdateApp(WriteApp write, SpecChecks checks, NewState states) {
        this.write = write;
        this.checks = checks;
        this.states = states;
    }

    /**
     * The app after the update.
     *
     * @param reason of the caller, for the history; may be empty
     */
    Uni<App> execute(NewApp app, String reason) {
        checks.check(AppDefinition.of(app.key(), app.revision(), app.spec()));
        return write.execute(app.key(), "", found -> next(app, reason, found))
                .map(record -> record.orElseThrow().toProto());
    }

    private Optional<AppState> next(NewApp app, String reason, Optional<AppRecord> found) {
        AppState present = found.filter(record -> !record.isDeleted())
                .map(AppRecord::state)
                .orElseThrow(() -> new NotFound("app %s does not exist", app.key()));
        if (app.revision() != 0 && app.revision() != present.revision()) {
            throw new Aborted(
                    "app %s has revision %d, the update is of revision %d: read it again",
                    app.key(), present.revision(), app.revision());
        }
        Meta meta = metaOf(app, present);
        if (present.spec().equals(app.spec()) && present.meta().equals(meta)) {
            return Optional.empty();
        }
        AppDefinition definition = AppDefinition.of(app.key(), present.revision() + 1, app.spec());
        String what = reason.isEmpty() ? "revision %d".formatted(definition.revision()) : reason;
        return Optional.of(
                states.of(definition, app, meta, present.status(), DeploymentStatus.DEPLOYMENT_STATUS_DEPLOYING, what));
    }

    /** The SDK says where the code is when it creates an app, not when it updates it: that of other code is not kept. */
    private static Meta metaOf(NewApp app, AppState present) {
        Meta.Builder meta = app.meta().toBuilder().setId(present.meta().getId());
        boolean sameCode = payload(app.spec()).equals(payload(present.spec()));
        if (sameCode && meta.getCodeBundleUri().isEmpty()) {
            meta.setCodeBundleUri(present.meta().getCodeBundleUri());
        }
        if (sameCode && !meta.hasSourceCode() && present.meta().hasSourceCode()) {
            meta.setSourceCode(present.meta().getSourceCode());
        }
        return meta.build();
    }

    private static Spec payload(Spec spec) {
        Spec.Builder payload = Spec.newBuilder();
        return spec.hasPod()
                ? payload.setPod(spec.getPod()).build()
                : payload.setContainer(spec.getContainer()).build();
    }
}
