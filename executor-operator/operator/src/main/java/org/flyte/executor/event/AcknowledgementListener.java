package org.flyte.executor.event;

/** Is notified when the broker has acknowledged every event of a deleted action. */
public interface AcknowledgementListener {
    void allAcknowledged(String namespace, String name);
}
