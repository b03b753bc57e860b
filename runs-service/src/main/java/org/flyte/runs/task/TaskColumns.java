package org.flyte.runs.task;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.flyte.runs.list.rule.Column;
import org.flyte.runs.list.rule.ColumnSet;
import org.flyte.runs.list.rule.ColumnType;
import org.flyte.runs.list.rule.SortKey;

/** The fields of the lists of tasks and of their versions. */
enum TaskColumns implements ColumnSet {
    /** The latest version of each name. */
    TASKS(List.of("name", "project", "domain")),
    /** The versions of one task. */
    VERSIONS(List.of("version"));

    private static final Map<String, Column> BY_FIELD = Map.ofEntries(
            entry("project", Column.text("project")),
            entry("domain", Column.text("domain")),
            entry("name", Column.text("name")),
            entry("version", Column.text("version")),
            entry("environment", Column.text("environment")),
            entry("environment_name", Column.text("environment")),
            entry("function_name", Column.text("function_name")),
            entry("deployed_by", Column.text("deployed_by_subject")),
            entry("created_at", new Column("created_at", ColumnType.TIME, false)),
            entry("updated_at", new Column("updated_at", ColumnType.TIME, false)),
            entry("deployed_at", new Column("updated_at", ColumnType.TIME, false)),
            entry("trigger_name", Column.nullableText("trigger_name")),
            entry("total_triggers", new Column("total_triggers", ColumnType.INTEGER, false)),
            entry("active_triggers", new Column("active_triggers", ColumnType.INTEGER, false)),
            entry("env_description", Column.text("env_description")),
            entry("short_description", Column.text("short_description")));

    private static final List<SortKey> NEWEST_FIRST =
            List.of(new SortKey("updated_at", BY_FIELD.get("updated_at"), false));

    @SuppressWarnings("ImmutableEnumChecker") // the lists are immutable
    private final List<String> uniqueFields;

    TaskColumns(List<String> uniqueFields) {
        this.uniqueFields = uniqueFields;
    }

    @Override
    public Map<String, Column> byField() {
        return BY_FIELD;
    }

    @Override
    public List<SortKey> defaultOrder() {
        return NEWEST_FIRST;
    }

    @Override
    public List<String> uniqueFields() {
        return uniqueFields;
    }

    @Override
    public String labels() {
        return null;
    }
}
