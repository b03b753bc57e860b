package org.flyte.runs.list.rule;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/** The fields of ListRuns and ListActions: those of the table of actions, as the SDK names them. */
public enum ActionColumns implements ColumnSet {
    /** Root actions, of any run. */
    RUNS(List.of("run_name", "project", "domain")),
    /** The actions of one run. */
    ACTIONS(List.of("name"));

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

    /** Active ones first, then the newest. */
    private static final List<SortKey> DEFAULT_ORDER = List.of(
            new SortKey("phase", BY_FIELD.get("phase"), true),
            new SortKey("created_at", BY_FIELD.get("created_at"), false));

    @SuppressWarnings("ImmutableEnumChecker") // the lists are immutable
    private final List<String> uniqueFields;

    ActionColumns(List<String> uniqueFields) {
        this.uniqueFields = uniqueFields;
    }

    @Override
    public Map<String, Column> byField() {
        return BY_FIELD;
    }

    @Override
    public List<SortKey> defaultOrder() {
        return DEFAULT_ORDER;
    }

    @Override
    public List<String> uniqueFields() {
        return uniqueFields;
    }

    @Override
    public String labels() {
        return "labels";
    }
}
