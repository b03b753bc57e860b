package org.flyte.runs.list.rule;

import java.util.List;
import java.util.Map;

/** A list of something else than actions. */
record TestColumns() implements ColumnSet {
    @Override
    public Map<String, Column> byField() {
        return Map.of("name", Column.text("name"), "size", new Column("bytes", ColumnType.INTEGER, true));
    }

    @Override
    public List<SortKey> defaultOrder() {
        return List.of(new SortKey("name", column("name"), true));
    }

    @Override
    public List<String> uniqueFields() {
        return List.of("name");
    }

    @Override
    public String labels() {
        return null;
    }
}
