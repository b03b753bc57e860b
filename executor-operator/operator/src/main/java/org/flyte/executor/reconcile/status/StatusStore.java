package org.flyte.executor.reconcile.status;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Decision.Change;
import org.flyte.executor.reconcile.rule.ExecutionState;
import org.flyte.executor.reconcile.rule.Findings;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.kubernetes.ObjectWriter;
import org.flyte.platform.kubernetes.WrittenObject;
import org.jboss.logging.Logger;

/**
 * Reads and writes the status of TaskActions. A write is one request without a read before it, and only replaces the
 * status that it was decided on.
 */
@ApplicationScoped
public class StatusStore {
    private static final Logger LOG = Logger.getLogger(StatusStore.class);

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final OwnWrites ownWrites;
    private final Clock clock;
    private final Counter writes;
    private final Counter conflicts;

    public StatusStore(KubernetesClient client, MeterRegistry metrics, Clock clock) {
        this.client = client;
        this.writer = new ObjectWriter(client);
        this.ownWrites = new OwnWrites(clock);
        this.clock = clock;
        this.writes = metrics.counter("flyte.executor.status.writes");
        this.conflicts = metrics.counter("flyte.executor.status.conflicts");
    }

    /** The newer of the cached object and the one that this store wrote last. */
    public TaskAction latest(TaskAction cached) {
        return ownWrites.latest(cached);
    }

    /** The cache has this version now: an own write up to it is not remembered much longer. */
    public void caughtUp(TaskAction cached) {
        ownWrites.caughtUp(cached);
    }

    /** What the status says, to decide on. */
    public ExecutionState state(TaskAction action) {
        return new StatusView(action).state();
    }

    /** The current try of the action. */
    public TaskExecution execution(TaskAction action, TaskTemplate template) {
        return new StatusView(action).execution(template);
    }

    /** Whether the action has ended. */
    public boolean isTerminal(TaskAction action) {
        return new StatusView(action).isTerminal();
    }

    /** When the recorded phase began; when the action was created if none is recorded. */
    public Instant endedAt(TaskAction action) {
        return new StatusView(action).endedAt();
    }

    /** Records the decision. The object as written; empty when somebody else changed it: decide again. */
    public Optional<TaskAction> write(TaskExecution execution, Change change) {
        return write(execution, change, Findings.ofPod(execution));
    }

    /** Records the decision and what was found; the result is that of {@link #write}. */
    public Optional<TaskAction> write(TaskExecution execution, Change change, Findings findings) {
        return write(execution.action(), statusChange(execution).after(change, findings));
    }

    /** Records what was found without a change of the phase; the result is that of {@link #write}, the action itself without news. */
    public Optional<TaskAction> write(TaskExecution execution, Findings findings) {
        return statusChange(execution)
                .found(findings)
                .map(status -> write(execution.action(), status))
                .orElseGet(() -> Optional.of(execution.action()));
    }

    /** Records that the action failed because its spec cannot be carried out; the result is that of {@link #write}. */
    public Optional<TaskAction> refuse(TaskExecution execution, Failure failure) {
        return write(execution.action(), statusChange(execution).refused(failure));
    }

    /** The object is gone. */
    public void forget(TaskAction action) {
        ownWrites.forget(action.getMetadata().getUid());
    }

    private StatusChange statusChange(TaskExecution execution) {
        return new StatusChange(new StatusView(execution.action()).status(), execution, clock.instant());
    }

    private Optional<TaskAction> write(TaskAction action, TaskActionStatus status) {
        StatusPatch patch = new StatusPatch(new StatusView(action).status(), status, action.getMetadata());
        try {
            TaskAction written = written(action, status, writer.patchStatus(action, patch.toJson()));
            ownWrites.remember(written);
            writes.increment();
            return Optional.of(written);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409 && e.getCode() != 404) {
                throw e;
            }
            LOG.debugf("status patch refused because the object has changed: code=%d", e.getCode());
            conflicts.increment();
            refresh(action);
            return Optional.empty();
        }
    }

    /** The same object with the status that was written: by the precondition nothing else has changed. */
    private static TaskAction written(TaskAction action, TaskActionStatus status, WrittenObject answer) {
        TaskAction written = new TaskAction();
        written.setMetadata(new ObjectMetaBuilder(action.getMetadata())
                .withResourceVersion(answer.resourceVersion())
                .build());
        written.setSpec(action.getSpec());
        written.setStatus(status);
        return written;
    }

    private void refresh(TaskAction action) {
        TaskAction live = client.resource(action).get();
        if (live != null
                && live.getMetadata().getUid().equals(action.getMetadata().getUid())) {
            ownWrites.remember(live);
        } else {
            forget(action);
        }
    }
}
