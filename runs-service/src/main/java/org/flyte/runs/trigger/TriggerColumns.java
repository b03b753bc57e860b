package org.flyte.runs.trigger;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.flyte.runs.list.rule.Column;
import org.flyte.runs.list.rule.ColumnSet;
import org.flyte.runs.list.rule.ColumnType;
import org.flyte.runs.list.rule.SortKey;

/** The fields of the lists of triggers and of their revisions. */
enum TriggerColumns implements ColumnSet {
    TRIGGERS(
            Map.ofEntries(
                    entry("project", Column.text("project")),
                    entry("domain", Column.text("domain")),
                    entry("task_name", Column.text("task_name")),
                    entry("name", Column.text("name")),
                    entry("active", new Column("active", ColumnType.BOOLEAN, false)),
                    entry("deployed_at", new Column("deployed_at", ColumnType.TIME, false)),
                    entry("updated_at", new Column("updated_at", ColumnType.TIME, false)),
                    entry("created_at", new Column("deployed_at", ColumnType.TIME, false)),
                    entry("task_version", Column.text("task_version")),
                    entry("automation_type", Column.text("automation_type"))),
            List.of("active", "updated_at"),
            List.of("project", "domain", "task_name", "name")),
    REVISIONS(
            Map.ofEntries(
                    entry("revision", new Column("revision", ColumnType.INTEGER, false)),
                    entry("deployed_at", new Column("deployed_at", ColumnType.TIME, false)),
                    entry("updated_at", new Column("updated_at", ColumnType.TIME, false)),
                    entry("created_at", new Column("created_at", ColumnType.TIME, false)),
                    entry("action", Column.text("action"))),
            List.of("revision"),
            List.of("revision"));

    @SuppressWarnings("ImmutableEnumChecker") // the maps and lists are immutable
    private final Map<String, Column> byField;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<SortKey> defaultOrder;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> uniqueFields;

    TriggerColumns(Map<String, Column> byField, List<String> newestFirst, List<String> uniqueFields) {
        this.byField = byField;
        this.defaultOrder = newestFirst.stream()
                .map(field -> new SortKey(field, byField.get(field), false))
                .toList();
        this.uniqueFields = uniqueFields;
    }

    @Override
    public Map<String, Column> byField() {
        return byField;
    }

    @Override
    public List<SortKey> defaultOrder() {
        return defaultOrder;
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
