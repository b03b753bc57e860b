package org.flyte.apps.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flyte.apps.AppKey;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppBackend;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppObservation;
import org.flyte.apps.backend.OwnedObjects;
import org.flyte.apps.change.AppChangePoller;
import org.flyte.apps.reconcile.AppObjects.NameTakenException;
import org.flyte.apps.reconcile.AppObjects.SupersededException;
import org.flyte.apps.spec.rule.AppNames;
import org.flyte.apps.store.AppRecord;
import org.flyte.apps.store.AppState;
import org.flyte.apps.store.AppStore;
import org.flyte.idl.app.Status;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.idl.app.Status.Substate;
import org.flyte.platform.kubernetes.Forbidden;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.jboss.logging.Logger;

/** Brings one app to the state that its row asks for, and writes how it is. Blocks: for virtual threads. */
@ApplicationScoped
class ReconcileApp {
    private static final Logger LOG = Logger.getLogger(ReconcileApp.class);
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int INVALID = 422;
    private static final int CONFLICT = 409;

    /** Informers report changes at once; this is for what has none. */
    private static final Duration UNSETTLED = Duration.ofSeconds(5);

    private static final Duration SOON = Duration.ofMillis(500);

    private final AppStore store;
    private final AppObjects objects;
    private final AppBackend backend;
    private final AppChangePoller changes;
    private final AppStatus status;
    private final AppsConfig config;

    ReconcileApp(
            AppStore store,
            AppObjects objects,
            AppBackend backend,
            AppChangePoller changes,
            AppsConfig config,
            Clock clock) {
        this.store = store;
        this.objects = objects;
        this.backend = backend;
        this.changes = changes;
        this.status = new AppStatus(config.reconcile().conditions(), clock);
        this.config = config;
    }

    /**
     * One pass.
     *
     * @return when to look again, if nothing is reported before; empty: at the next resync
     */
    Optional<Duration> execute(AppKey key) {
        Optional<AppRecord> row = await(store.find(key));
        if (row.isEmpty()) {
            // Of an app that was deleted long ago, or of another database: what may serve somebody is not deleted.
            LOG.warnf(
                    "objects of an app that does not exist are left alone: app=%s object=%s",
                    key, AppNames.objectName(key));
            return Optional.empty();
        }
        AppRecord app = row.get();
        return app.isDeleted() ? finishDeletion(app) : run(app);
    }

    private Optional<Duration> finishDeletion(AppRecord app) {
        OwnedObjects owned = objects.owned(app.key(), app.objectName());
        objects.delete(owned.objects());
        if (!owned.objects().isEmpty() || !owned.pods().isEmpty()) {
            return Optional.of(UNSETTLED);
        }
        Duration age = config.reconcile().keepDeleted();
        return await(store.purge(app, age)) ? Optional.empty() : Optional.of(age.plus(UNSETTLED));
    }

    private Optional<Duration> run(AppRecord app) {
        AppDefinition definition = new AppDefinition(
                app.key(), app.objectName(), app.revision(), app.state().spec());
        AppObservation seen;
        try {
            OwnedObjects owned = objects.owned(app.key(), app.objectName());
            List<HasMetadata> applied = objects.apply(definition, owned.objects());
            seen = backend.observe(definition, new OwnedObjects(applied, owned.pods()));
        } catch (SupersededException e) {
            return Optional.of(SOON);
        } catch (NameTakenException e) {
            seen = failed(e.getMessage());
        } catch (InvalidArgument e) {
            seen = failed("not possible with the present configuration: " + e.getMessage());
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return Optional.of(SOON);
            }
            if (e.getCode() == NOT_FOUND) {
                seen = failed("the cluster lacks a kind of objects that the backend %s needs: install its CRDs"
                        .formatted(backend.name()));
            } else if (isRefusal(e)) {
                seen = failed("Kubernetes refuses it: " + reason(e));
            } else {
                throw e;
            }
        }
        write(app, seen);
        return isSettled(seen) ? Optional.empty() : Optional.of(UNSETTLED);
    }

    private void write(AppRecord app, AppObservation seen) {
        AppState before = app.state();
        Status next = status.after(before.status(), app.revision(), seen);
        if (!next.equals(before.status())
                && await(store.replace(app, before.withStatus(next))).isPresent()) {
            changes.pollNow();
        }
    }

    private static AppObservation failed(String message) {
        return AppObservation.of(DeploymentStatus.DEPLOYMENT_STATUS_FAILED, Substate.SUBSTATE_UNSPECIFIED, 0, message);
    }

    private static boolean isSettled(AppObservation seen) {
        return seen.status() == DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE
                || seen.status() == DeploymentStatus.DEPLOYMENT_STATUS_STOPPED;
    }

    /** Whether the same request will be refused again. */
    private static boolean isRefusal(KubernetesClientException e) {
        return switch (e.getCode()) {
            case BAD_REQUEST, INVALID -> true;
            case FORBIDDEN -> !Forbidden.of(e).isTemporary();
            default -> false;
        };
    }

    private static String reason(KubernetesClientException e) {
        String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
        return String.valueOf(message).replaceAll("\\s+", " ");
    }

    private <T> T await(Uni<T> statement) {
        return statement.await().atMost(config.database().timeout().multipliedBy(2));
    }
}
