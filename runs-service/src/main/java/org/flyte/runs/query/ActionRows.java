package org.flyte.runs.query;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.Relation;
import org.flyte.idl.workflow.ConditionAction;

/** Reads {@link ActionRow}s: the narrow column list and its decoding, which must stay in the same order. */
public final class ActionRows {
    /** What a query selects, first and in this order. */
    public static final String COLUMNS = """
            project, domain, run_name, name, parent_action_name, phase, attempts, cache_status, created_at, updated_at,
            ended_at, duration_ms, change_seq, action_type, action_group, function_name, environment_name,
            task_project, task_domain, task_name, task_version, task_type, task_short_name,
            run_source, created_by, labels, trigger_name, trigger_task_name, trigger_revision, trigger_type,
            relation, recovered_from, condition_spec""";

    /** How many columns {@link #COLUMNS} has: the position of the first that follows. */
    public static final int WIDTH = 33;

    private ActionRows() {}

    /** All rows, which share the strings that repeat from row to row: a big run is mostly one task. */
    public static List<ActionRow> of(RowSet<Row> rows) {
        List<ActionRow> actions = new ArrayList<>(rows.size());
        ActionRow previous = null;
        for (Row row : rows) {
            previous = of(row, previous);
            actions.add(previous);
        }
        return actions;
    }

    public static ActionRow of(Row row) {
        return of(row, null);
    }

    private static ActionRow of(Row row, ActionRow before) {
        String parent = row.getString(4);
        return new ActionRow(
                share(row.getString(0), before == null ? null : before.project()),
                share(row.getString(1), before == null ? null : before.domain()),
                share(row.getString(2), before == null ? null : before.run()),
                row.getString(3),
                share(parent, before == null ? null : before.parent()),
                row.getShort(5),
                row.getInteger(6),
                row.getShort(7),
                instant(row.getOffsetDateTime(8)),
                instant(row.getOffsetDateTime(9)),
                instant(row.getOffsetDateTime(10)),
                row.getLong(11),
                row.getLong(12),
                row.getShort(13),
                share(row.getString(14), before == null ? null : before.group()),
                share(row.getString(15), before == null ? null : before.functionName()),
                share(row.getString(16), before == null ? null : before.environmentName()),
                share(task(row), before == null ? null : before.task()),
                parent == null ? origin(row) : null,
                Blobs.parse(Relation.parser(), row.getBuffer(30)),
                Blobs.parse(ActionIdentifier.parser(), row.getBuffer(31)),
                Blobs.parse(ConditionAction.parser(), row.getBuffer(32)));
    }

    private static ActionRow.Task task(Row row) {
        return new ActionRow.Task(
                row.getString(17),
                row.getString(18),
                row.getString(19),
                row.getString(20),
                row.getString(21),
                row.getString(22));
    }

    private static ActionRow.Origin origin(Row row) {
        return new ActionRow.Origin(
                row.getString(23),
                Blobs.parse(EnrichedIdentity.parser(), row.getBuffer(24)),
                labels(row.getValue(25)),
                row.getString(26),
                row.getString(27),
                row.getLong(28),
                row.getString(29));
    }

    private static Map<String, String> labels(Object json) {
        if (!(json instanceof JsonObject labels)) {
            return Map.of();
        }
        return labels.stream()
                .filter(label -> label.getValue() != null)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, label -> String.valueOf(label.getValue())));
    }

    private static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static <T> T share(T value, T previous) {
        return Objects.equals(value, previous) ? previous : value;
    }
}
