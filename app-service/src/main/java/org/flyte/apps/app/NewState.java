package org.flyte.apps.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppAddresses;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.pod.AppPods;
import org.flyte.apps.spec.NewApp;
import org.flyte.apps.status.rule.Conditions;
import org.flyte.apps.store.AppState;
import org.flyte.idl.app.Condition;
import org.flyte.idl.app.K8sMetadata;
import org.flyte.idl.app.Meta;
import org.flyte.idl.app.Status;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.platform.model.ProtoTime;

/** The state of an app right after its owner has asked for something: what is running now does not count for it yet. */
@ApplicationScoped
class NewState {
    private final AppAddresses addresses;
    private final AppPods pods;
    private final String namespace;
    private final Conditions conditions;
    private final Clock clock;

    NewState(AppAddresses addresses, AppPods pods, AppsConfig config, Clock clock) {
        this.addresses = addresses;
        this.pods = pods;
        this.namespace = config.namespace();
        this.conditions = new Conditions(config.reconcile().conditions());
        this.clock = clock;
    }

    /**
     * Of a new revision.
     *
     * @param before status of the revision before
     * @param message what was asked for
     */
    AppState of(AppDefinition app, NewApp wanted, Meta meta, Status before, DeploymentStatus status, String message) {
        Condition condition = Condition.newBuilder()
                .setDeploymentStatus(status)
                .setRevision(app.revision())
                .setMessage(message)
                .build();
        Status next = before.toBuilder()
                .setIngress(addresses.ingress(app, pods.payload(app).port().getContainerPort()))
                .setK8SMetadata(K8sMetadata.newBuilder().setNamespace(namespace))
                .build();
        return new AppState(
                app.revision(),
                meta,
                wanted.spec(),
                conditions.add(next, condition, ProtoTime.of(clock.instant())),
                false);
    }
}
