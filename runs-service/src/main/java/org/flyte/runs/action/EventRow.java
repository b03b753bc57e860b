package org.flyte.runs.action;

import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * An event as the event log stores it.
 *
 * @param errorKind name of the kind of the error, null without an error
 */
public record EventRow(
        ActionKey key, int attempt, ActionPhase phase, int version, String errorKind, ActionEvent event) {
    private static final int MAX_BYTES = 1 << 20;

    /** Fails with InvalidArgument that names the field. */
    public static EventRow of(ActionEvent event) {
        checkSize(event);
        checkTimes(event);
        RequestFields.known("event.cache_status", event.getCacheStatus() != CatalogCacheStatus.UNRECOGNIZED);
        return new EventRow(
                RequestFields.action("event.id", event.getId()),
                RequestFields.attempt("event.attempt", event.getAttempt()),
                RequestFields.phase("event.phase", event.getPhase()),
                RequestFields.nonNegative("event.version", event.getVersion()),
                event.hasErrorInfo() ? event.getErrorInfo().getKind().name() : null,
                event);
    }

    private static void checkSize(ActionEvent event) {
        if (event.getSerializedSize() > MAX_BYTES) {
            throw new InvalidArgument(
                    "event has %d bytes, at most %d are stored", event.getSerializedSize(), MAX_BYTES);
        }
    }

    /** Those that are read when attempts are put together from events. */
    private static void checkTimes(ActionEvent event) {
        if (event.hasUpdatedTime()) {
            RequestFields.time("event.updated_time", event.getUpdatedTime());
        }
        if (event.hasReportedTime()) {
            RequestFields.time("event.reported_time", event.getReportedTime());
        }
        for (ClusterEvent said : event.getClusterEventsList()) {
            RequestFields.time("event.cluster_events.occurred_at", said.getOccurredAt());
        }
    }
}
