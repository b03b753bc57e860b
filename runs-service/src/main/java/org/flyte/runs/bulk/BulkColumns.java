package org.flyte.runs.bulk;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.flyte.runs.list.rule.Column;
import org.flyte.runs.list.rule.ColumnSet;
import org.flyte.runs.list.rule.ColumnType;
import org.flyte.runs.list.rule.SortKey;

/** The fields of the lists of operations and of their results. */
enum BulkColumns implements ColumnSet {
    OPERATIONS(
            Map.ofEntries(
                    entry("id", Column.text("id")),
                    entry("kind", integer("kind")),
                    entry("state", integer("state")),
                    entry("created_at", new Column("created_at", ColumnType.TIME, false)),
                    entry("ended_at", new Column("ended_at", ColumnType.TIME, true)),
                    entry("total", integer("total")),
                    entry("succeeded", integer("succeeded")),
                    entry("skipped", integer("skipped")),
                    entry("failed", integer("failed"))),
            "created_at",
            false,
            "id"),
    RESULTS(
            Map.ofEntries(
                    entry("position", integer("position")),
                    entry("run_name", Column.text("run_name")),
                    entry("phase", new Column("phase", ColumnType.PHASE, false)),
                    entry("outcome", integer("outcome")),
                    entry("tries", integer("tries")),
                    entry("ended_at", new Column("ended_at", ColumnType.TIME, true))),
            "position",
            true,
            "position");

    @SuppressWarnings("ImmutableEnumChecker") // immutable
    private final Map<String, Column> byField;

    @SuppressWarnings("ImmutableEnumChecker") // immutable
    private final List<SortKey> defaultOrder;

    @SuppressWarnings("ImmutableEnumChecker") // immutable
    private final List<String> uniqueFields;

    BulkColumns(Map<String, Column> byField, String order, boolean ascending, String uniqueField) {
        this.byField = byField;
        this.defaultOrder = List.of(new SortKey(order, byField.get(order), ascending));
        this.uniqueFields = List.of(uniqueField);
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

    private static Column integer(String name) {
        return new Column(name, ColumnType.INTEGER, false);
    }
}
