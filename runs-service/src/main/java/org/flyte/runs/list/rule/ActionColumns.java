package org.flyte.runs.list.rule;

import static java.util.Map.entry;

import java.util.Map;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The fields that ListRuns and ListActions know (runs spec §4), among them what the SDK sends. */
public final class ActionColumns {
    private static final Map<String, Column> BY_FIELD = Map.ofEntries(
            entry("project", Column.text("project")),
            entry("domain", Column.text("domain")),
            entry("run_name", Column.text("run_name")),
            entry("name", Column.text("name")),
            entry("parent_name", Column.nullableText("parent_action_name")),
            entry("group", Column.nullableText("action_group")),
            entry("phase", new Column("phase", ColumnType.PHASE, false)),
            entry("action_type", new Column("action_type", ColumnType.INTEGER, false)),
            entry("run_source", Column.text("run_source")),
            entry("created_by", Column.nullableText("created_by_subject")),
            entry("created_by_subject", Column.nullableText("created_by_subject")),
            entry("trigger_task_name", Column.nullableText("trigger_task_name")),
            entry("trigger_name", Column.nullableText("trigger_name")),
            entry("trigger_revision", new Column("trigger_revision", ColumnType.INTEGER, true)),
            entry("trigger_type", Column.nullableText("trigger_type")),
            entry("task_project", Column.nullableText("task_project")),
            entry("task_domain", Column.nullableText("task_domain")),
            entry("task_name", Column.nullableText("task_name")),
            entry("task_version", Column.nullableText("task_version")),
            entry("task_type", Column.text("task_type")),
            entry("function_name", Column.text("function_name")),
            entry("environment_name", Column.text("environment_name")),
            entry("created_at", new Column("created_at", ColumnType.TIME, false)),
            entry("updated_at", new Column("updated_at", ColumnType.TIME, false)),
            entry("ended_at", new Column("ended_at", ColumnType.TIME, true)),
            entry("duration_ms", new Column("duration_ms", ColumnType.INTEGER, true)));

    private ActionColumns() {}

    /** Fails with InvalidArgument when no such field is known. */
    public static Column of(String field) {
        Column column = BY_FIELD.get(field);
        if (column == null) {
            throw new InvalidArgument(
                    "invalid field '%s', use one of %s",
                    field, BY_FIELD.keySet().stream().sorted().toList());
        }
        return column;
    }
}
