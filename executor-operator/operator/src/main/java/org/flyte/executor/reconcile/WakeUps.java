package org.flyte.executor.reconcile;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.crd.TaskAction;
import org.flyte.executor.cache.AnswerListener;
import org.flyte.executor.event.AcknowledgementListener;
import org.flyte.executor.logs.SavedLogsListener;
import org.flyte.executor.plugin.WakeUp;

/**
 * Wakes the reconciler when the broker has acknowledged the last event of a deleted action, when the cache has answered,
 * when the logs of a deleted action are stored, when its turn has come to be started or read, and when its plugin says so.
 */
@ApplicationScoped
class WakeUps implements AcknowledgementListener, AnswerListener, SavedLogsListener, WakeUp {
    private volatile SimpleInboundEventSource<TaskAction> source;

    EventSource<?, TaskAction> open() {
        source = new SimpleInboundEventSource<>("wake-ups");
        return source;
    }

    @Override
    public void allAcknowledged(String namespace, String name) {
        wake(namespace, name);
    }

    @Override
    public void answered(String namespace, String name) {
        wake(namespace, name);
    }

    /** An action that waits for others may go on. */
    void mayStart(String namespace, String name) {
        wake(namespace, name);
    }

    @Override
    public void settled(String namespace, String name) {
        wake(namespace, name);
    }

    /** By a plugin. */
    @Override
    public void wake(String namespace, String name) {
        if (source != null) {
            source.propagateEvent(new ResourceID(name, namespace));
        }
    }
}
