package org.flyte.executor.event;

/** Told when the broker has every event of an action. */
public interface AcknowledgementListener {
    void allAcknowledged(String namespace, String name);
}
