package org.flyte.runs.task;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.task.Task;
import org.flyte.idl.task.TaskMetadata;
import org.flyte.idl.task.TaskTriggersSummary;
import org.flyte.idl.task.TaskTriggersSummary.TriggerDetails;
import org.flyte.idl.task.TaskTriggersSummary.TriggerStats;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.db.ResultColumn;

/**
 * A version of a task without its spec.
 *
 * @param shortName of the function
 * @param deployedBy null when unknown
 */
record TaskRow(
        TaskKey key,
        String shortName,
        String environment,
        String shortDescription,
        EnrichedIdentity deployedBy,
        Instant deployedAt,
        Triggers triggers) {

    /**
     * The live triggers of the version.
     *
     * @param name of the only one, else null
     * @param automation of the only one, else null
     */
    record Triggers(long total, long active, String name, TriggerAutomationSpec automation) {}

    /** The columns of {@link #FROM_TRIGGERS} joined to the alias {@code t} of tasks. */
    enum TaskColumn implements ResultColumn {
        PROJECT,
        DOMAIN,
        NAME,
        VERSION,
        FUNCTION_NAME,
        ENVIRONMENT,
        SHORT_DESCRIPTION,
        DEPLOYED_BY,
        UPDATED_AT,
        TOTAL_TRIGGERS,
        ACTIVE_TRIGGERS,
        TRIGGER_NAME,
        TRIGGER_AUTOMATION;

        static final int COUNT = values().length;
        static final String LIST = ResultColumn.list(values());
    }

    /** Adds the live triggers of each version {@code t}. */
    static final String FROM_TRIGGERS = """
             LEFT JOIN LATERAL (
                SELECT count(*) AS total_triggers, count(*) FILTER (WHERE g.active) AS active_triggers,
                       CASE WHEN count(*) = 1 THEN min(g.name) END AS trigger_name,
                       CASE WHEN count(*) = 1 THEN (array_agg(g.automation_spec))[1] END AS trigger_automation
                  FROM triggers AS g
                 WHERE g.project = t.project AND g.domain = t.domain AND g.task_name = t.name
                   AND g.task_version = t.version AND g.deleted_at IS NULL) AS s ON true""";

    static TaskRow of(Row row) {
        return new TaskRow(
                new TaskKey(
                        TaskColumn.PROJECT.text(row),
                        TaskColumn.DOMAIN.text(row),
                        TaskColumn.NAME.text(row),
                        TaskColumn.VERSION.text(row)),
                TaskColumn.FUNCTION_NAME.text(row),
                TaskColumn.ENVIRONMENT.text(row),
                TaskColumn.SHORT_DESCRIPTION.text(row),
                TaskColumn.DEPLOYED_BY.message(row, EnrichedIdentity.parser()),
                TaskColumn.UPDATED_AT.time(row),
                new Triggers(
                        TaskColumn.TOTAL_TRIGGERS.number(row),
                        TaskColumn.ACTIVE_TRIGGERS.number(row),
                        TaskColumn.TRIGGER_NAME.text(row),
                        TaskColumn.TRIGGER_AUTOMATION.message(row, TriggerAutomationSpec.parser())));
    }

    Task.Builder toTask() {
        return Task.newBuilder().setTaskId(key.toProto()).setMetadata(metadata());
    }

    TaskMetadata metadata() {
        TaskMetadata.Builder metadata = TaskMetadata.newBuilder()
                .setShortName(shortName)
                .setDeployedAt(ProtoTime.of(deployedAt))
                .setEnvironmentName(environment)
                .setShortDescription(shortDescription);
        if (deployedBy != null) {
            metadata.setDeployedBy(deployedBy);
        }
        if (triggers.total == 1) {
            TriggerDetails.Builder only =
                    TriggerDetails.newBuilder().setName(triggers.name).setActive(triggers.active == 1);
            if (triggers.automation != null) {
                only.setAutomationSpec(triggers.automation);
            }
            metadata.setTriggersSummary(TaskTriggersSummary.newBuilder().setDetails(only));
        } else if (triggers.total > 1) {
            metadata.setTriggersSummary(TaskTriggersSummary.newBuilder()
                    .setStats(TriggerStats.newBuilder()
                            .setTotal((int) triggers.total)
                            .setActive((int) triggers.active)));
        }
        return metadata.build();
    }
}
