package org.flyte.platform.events;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * An event that can be stored: whoever accepts events by RPC refuses the others, and a consumer sets them aside.
 *
 * @param version the version within the phase
 */
public record CheckedEvent(ActionKey key, int attempt, ActionPhase phase, int version, ActionEvent event) {
    /** The largest event that is stored, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    /**
     * Checks an event; fails with InvalidArgument that names the field.
     *
     * @param field path of the event in its request
     */
    public static CheckedEvent of(String field, ActionEvent event) {
        checkSize(field, event);
        checkTimes(field, event);
        RequestFields.known(field + ".cache_status", event.getCacheStatus() != CatalogCacheStatus.UNRECOGNIZED);
        return new CheckedEvent(
                RequestFields.action(field + ".id", event.getId()),
                RequestFields.attempt(field + ".attempt", event.getAttempt()),
                RequestFields.phase(field + ".phase", event.getPhase()),
                RequestFields.nonNegative(field + ".version", event.getVersion()),
                event);
    }

    private static void checkSize(String field, ActionEvent event) {
        if (event.getSerializedSize() > MAX_BYTES) {
            throw new InvalidArgument(
                    "%s has %d bytes, at most %d are stored", field, event.getSerializedSize(), MAX_BYTES);
        }
    }

    /** Those that are read when attempts are put together from events. */
    private static void checkTimes(String field, ActionEvent event) {
        if (event.hasUpdatedTime()) {
            RequestFields.time(field + ".updated_time", event.getUpdatedTime());
        }
        if (event.hasReportedTime()) {
            RequestFields.time(field + ".reported_time", event.getReportedTime());
        }
        for (ClusterEvent said : event.getClusterEventsList()) {
            RequestFields.time(field + ".cluster_events.occurred_at", said.getOccurredAt());
        }
    }
}
