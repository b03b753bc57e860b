package org.flyte.runs.query.row;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.Relation;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.ResultRows;

/**
 * Reads {@link ActionRow}s of results that begin with {@link ActionColumn#LIST}. Rows that one reader reads share what
 * repeats from row to row, because most actions of a big run run the same task. Not thread-safe.
 */
public final class ActionRowReader {
    private static final ActionRow.Lineage NO_LINEAGE = new ActionRow.Lineage(null, null);

    private RunKey run;
    private String parent;
    private ActionRow.Kind kind;
    private ActionRow.Task task;

    /** All rows of a result. */
    public static List<ActionRow> all(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        return ResultRows.of(rows).list(new ActionRowReader()::read);
    }

    /** The action of a row. */
    public ActionRow read(Row row) {
        run = share(run(row), run);
        parent = share(ActionColumn.PARENT_ACTION_NAME.text(row), parent);
        kind = share(kind(row), kind);
        task = share(task(row), task);
        return new ActionRow(
                new ActionKey(run, ActionColumn.NAME.text(row)),
                parent,
                new ActionRow.Progress(
                        ActionColumn.PHASE.small(row),
                        ActionColumn.ATTEMPTS.integer(row),
                        ActionColumn.CACHE_STATUS.small(row)),
                new ActionRow.Timing(
                        ActionColumn.CREATED_AT.time(row),
                        ActionColumn.UPDATED_AT.time(row),
                        ActionColumn.ENDED_AT.time(row),
                        ActionColumn.DURATION_MS.number(row)),
                ActionColumn.CHANGE_SEQ.number(row),
                kind,
                task,
                lineage(row),
                parent == null ? origin(row) : null,
                ActionColumn.TRACKED.flag(row));
    }

    private static RunKey run(Row row) {
        return new RunKey(
                ActionColumn.PROJECT.text(row), ActionColumn.DOMAIN.text(row), ActionColumn.RUN_NAME.text(row));
    }

    private static ActionRow.Kind kind(Row row) {
        return new ActionRow.Kind(
                ActionColumn.ACTION_TYPE.small(row),
                ActionColumn.ACTION_GROUP.text(row),
                ActionColumn.FUNCTION_NAME.text(row),
                ActionColumn.ENVIRONMENT_NAME.text(row),
                ActionColumn.CONDITION_SPEC.message(row, ConditionAction.parser()));
    }

    private static ActionRow.Task task(Row row) {
        return new ActionRow.Task(
                ActionColumn.TASK_PROJECT.text(row),
                ActionColumn.TASK_DOMAIN.text(row),
                ActionColumn.TASK_NAME.text(row),
                ActionColumn.TASK_VERSION.text(row),
                ActionColumn.TASK_TYPE.text(row),
                ActionColumn.TASK_SHORT_NAME.text(row));
    }

    private static ActionRow.Lineage lineage(Row row) {
        Relation relation = ActionColumn.RELATION.message(row, Relation.parser());
        ActionIdentifier recoveredFrom = ActionColumn.RECOVERED_FROM.message(row, ActionIdentifier.parser());
        return relation == null && recoveredFrom == null ? NO_LINEAGE : new ActionRow.Lineage(relation, recoveredFrom);
    }

    private static ActionRow.Origin origin(Row row) {
        return new ActionRow.Origin(
                ActionColumn.RUN_SOURCE.text(row),
                ActionColumn.CREATED_BY.message(row, EnrichedIdentity.parser()),
                labels(row.getValue(ActionColumn.LABELS.index())),
                new ActionRow.Trigger(
                        ActionColumn.TRIGGER_NAME.text(row),
                        ActionColumn.TRIGGER_TASK_NAME.text(row),
                        ActionColumn.TRIGGER_REVISION.number(row),
                        ActionColumn.TRIGGER_TYPE.text(row)));
    }

    private static Map<String, String> labels(Object json) {
        if (!(json instanceof JsonObject labels)) {
            return Map.of();
        }
        return labels.stream()
                .filter(label -> label.getValue() != null)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, label -> String.valueOf(label.getValue())));
    }

    private static <T> T share(T value, T previous) {
        return Objects.equals(value, previous) ? previous : value;
    }
}
