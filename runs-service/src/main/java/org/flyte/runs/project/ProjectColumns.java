package org.flyte.runs.project;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.list.rule.Column;
import org.flyte.runs.list.rule.ColumnSet;
import org.flyte.runs.list.rule.ColumnType;
import org.flyte.runs.list.rule.SortKey;

/** The fields of ListProjects: those of a {@link ProjectEntity}, as HQL names them. */
enum ProjectColumns implements ColumnSet {
    PROJECTS;

    private static final Map<String, Column> BY_FIELD = Map.ofEntries(
            entry("identifier", Column.text("p.identifier")),
            entry("name", Column.text("p.name")),
            entry("description", Column.text("p.description")),
            entry("state", new Column("p.state", ColumnType.INTEGER, false)),
            entry("created_at", new Column("p.createdAt", ColumnType.TIME, false)),
            entry("updated_at", new Column("p.updatedAt", ColumnType.TIME, false)));

    @Override
    public Map<String, Column> byField() {
        return BY_FIELD;
    }

    @Override
    public List<SortKey> defaultOrder() {
        return List.of(new SortKey("identifier", BY_FIELD.get("identifier"), true));
    }

    @Override
    public List<String> uniqueFields() {
        return List.of("identifier");
    }

    @Override
    public String labels() {
        return null;
    }

    @Override
    public Column column(String field) {
        Column column = BY_FIELD.get(field);
        if (column == null) {
            throw new InvalidArgument(
                    "projects cannot be filtered or sorted by '%s'; use one of %s, or filter by labels.KEY",
                    Address.shown(field),
                    String.join(", ", BY_FIELD.keySet().stream().sorted().toList()));
        }
        return column;
    }
}
