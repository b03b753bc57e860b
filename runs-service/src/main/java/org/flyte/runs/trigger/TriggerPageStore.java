package org.flyte.runs.trigger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.TriggerIdentifier;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.Trigger;
import org.flyte.idl.trigger.TriggerMetadata;
import org.flyte.idl.trigger.TriggerRevision;
import org.flyte.idl.trigger.TriggerRevisionAction;
import org.flyte.idl.trigger.TriggerStatus;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.list.ListPage;
import org.flyte.runs.list.rule.ListQuery;

/** Reads pages of triggers and of their revisions. */
@ApplicationScoped
class TriggerPageStore {
    private enum TriggerColumn implements ResultColumn {
        PROJECT,
        DOMAIN,
        TASK_NAME,
        NAME,
        REVISION,
        ACTIVE,
        DEPLOYED_BY,
        UPDATED_BY,
        DEPLOYED_AT,
        UPDATED_AT,
        TRIGGERED_AT,
        DELETED_AT,
        /** The automation of a trigger, the action of a revision. */
        LAST;

        private static final int COUNT = values().length;

        private static String list(String last) {
            return ResultColumn.list(values()).replace(LAST.sql(), last);
        }
    }

    private static final String TRIGGERS = TriggerColumn.list("automation_spec");
    private static final String REVISIONS = TriggerColumn.list("action") + ", created_at";

    private final Pool pool;

    TriggerPageStore(Pool pool) {
        this.pool = pool;
    }

    /** A page of live triggers. */
    Uni<ListPage<Trigger>> triggers(TriggerSelection selection, ListQuery query) {
        selection.restrict(query.conditions().and("deleted_at IS NULL"));
        return ListPage.read(pool, TRIGGERS, TriggerColumn.COUNT, "triggers", query, TriggerPageStore::trigger);
    }

    /** A page of the revisions of a trigger, deleted or not. */
    Uni<ListPage<TriggerRevision>> revisions(TriggerKey key, ListQuery query) {
        query.conditions()
                .equal("project", key.project())
                .equal("domain", key.domain())
                .equal("task_name", key.taskName())
                .equal("name", key.name());
        return ListPage.read(
                pool, REVISIONS, TriggerColumn.COUNT + 1, "trigger_revisions", query, TriggerPageStore::revision);
    }

    private static Trigger trigger(Row row) {
        Trigger.Builder trigger = Trigger.newBuilder()
                .setId(id(row))
                .setMetadata(metadata(row))
                .setStatus(status(row))
                .setActive(TriggerColumn.ACTIVE.flag(row));
        TriggerAutomationSpec automation = TriggerColumn.LAST.message(row, TriggerAutomationSpec.parser());
        return (automation == null ? trigger : trigger.setAutomationSpec(automation)).build();
    }

    private static TriggerRevision revision(Row row) {
        return TriggerRevision.newBuilder()
                .setId(id(row))
                .setMetadata(metadata(row))
                .setStatus(status(row))
                .setAction(TriggerRevisionAction.valueOf(TriggerColumn.LAST.text(row)))
                .setCreatedAt(
                        ProtoTime.of(row.getOffsetDateTime(TriggerColumn.COUNT).toInstant()))
                .build();
    }

    private static TriggerIdentifier id(Row row) {
        TriggerKey key = new TriggerKey(
                TriggerColumn.PROJECT.text(row),
                TriggerColumn.DOMAIN.text(row),
                TriggerColumn.TASK_NAME.text(row),
                TriggerColumn.NAME.text(row));
        return TriggerIdentifier.newBuilder()
                .setName(key.toProto())
                .setRevision(TriggerColumn.REVISION.number(row))
                .build();
    }

    private static TriggerMetadata metadata(Row row) {
        TriggerMetadata.Builder metadata = TriggerMetadata.newBuilder();
        EnrichedIdentity deployed = TriggerColumn.DEPLOYED_BY.message(row, EnrichedIdentity.parser());
        EnrichedIdentity updated = TriggerColumn.UPDATED_BY.message(row, EnrichedIdentity.parser());
        if (deployed != null) {
            metadata.setDeployedBy(deployed);
        }
        if (updated != null) {
            metadata.setUpdatedBy(updated);
        }
        return metadata.build();
    }

    private static TriggerStatus status(Row row) {
        TriggerStatus.Builder status = TriggerStatus.newBuilder()
                .setDeployedAt(ProtoTime.of(TriggerColumn.DEPLOYED_AT.time(row)))
                .setUpdatedAt(ProtoTime.of(TriggerColumn.UPDATED_AT.time(row)));
        Instant triggered = TriggerColumn.TRIGGERED_AT.time(row);
        Instant deleted = TriggerColumn.DELETED_AT.time(row);
        if (triggered != null) {
            status.setTriggeredAt(ProtoTime.of(triggered));
        }
        if (deleted != null) {
            status.setDeletedAt(ProtoTime.of(deleted));
        }
        return status.build();
    }
}
