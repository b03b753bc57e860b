package org.flyte.executor.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.jboss.logging.Logger;

/** Writes a status: one request, no read (design D7, D21). */
@ApplicationScoped
class StatusWriter {
    private static final Logger LOG = Logger.getLogger(StatusWriter.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final OwnWrites ownWrites;
    private final Counter writes;
    private final Counter conflicts;

    StatusWriter(KubernetesClient client, OwnWrites ownWrites, MeterRegistry metrics) {
        this.client = client;
        this.ownWrites = ownWrites;
        this.writes = metrics.counter("flyte.executor.status.writes");
        this.conflicts = metrics.counter("flyte.executor.status.conflicts");
    }

    /** The object as written; empty when somebody else changed it: decide again. */
    Optional<TaskAction> write(TaskAction action, TaskActionStatus status) {
        String patch = StatusPatch.of(
                StatusView.status(action), status, action.getMetadata(), client.getKubernetesSerialization());
        try {
            TaskAction written = resource(action).subresource("status").patch(MERGE, patch);
            ownWrites.remember(written);
            writes.increment();
            return Optional.of(written);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409 && e.getCode() != 404) {
                throw e;
            }
            LOG.debugf(
                    "status changed under us: action=%s", action.getMetadata().getName());
            conflicts.increment();
            refresh(action);
            return Optional.empty();
        }
    }

    private void refresh(TaskAction action) {
        TaskAction live = resource(action).get();
        if (live != null
                && live.getMetadata().getUid().equals(action.getMetadata().getUid())) {
            ownWrites.remember(live);
        } else {
            ownWrites.forget(action.getMetadata().getUid());
        }
    }

    /** Of the object itself: of a name alone the client would read it before each patch. */
    private Resource<TaskAction> resource(TaskAction action) {
        return client.resource(action);
    }
}
