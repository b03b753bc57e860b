package org.flyte.runs.artifact;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.flyte.runs.list.rule.Column;
import org.flyte.runs.list.rule.ColumnSet;
import org.flyte.runs.list.rule.ColumnType;
import org.flyte.runs.list.rule.SortKey;

/** The fields of the lists of artifacts. */
enum ArtifactColumns implements ColumnSet {
    /** Versions of all names of a project, of the table with the alias {@code a}. */
    OF_PROJECT(Fields.OF_VERSIONS, List.of("name", "version"), Fields.MAPS),
    /** Versions of one name. */
    OF_NAME(Fields.OF_VERSIONS, List.of("version"), Fields.MAPS),
    /** Names, of the table with the alias {@code n}. */
    NAMES(Fields.OF_NAMES, List.of("name"), Map.of());

    private static final class Fields {
        private static final Map<String, Column> OF_VERSIONS = Map.ofEntries(
                entry("name", Column.text("a.name")),
                entry("version", Column.text("a.version")),
                entry("created_at", new Column("a.created_at", ColumnType.TIME, false)),
                entry("created_by", Column.text("a.created_by_subject")),
                entry("time_partition", new Column("a.time_partition", ColumnType.TIME, true)),
                entry("source_run", Column.nullableText("a.source_run")),
                entry("source_action", Column.nullableText("a.source_action")),
                entry("source_external_ref", Column.nullableText("a.source_external_ref")));

        private static final Map<String, Column> OF_NAMES = Map.ofEntries(
                entry("name", Column.text("n.name")),
                entry("created_at", new Column("n.latest_at", ColumnType.TIME, false)),
                entry("versions", new Column("n.versions", ColumnType.INTEGER, false)));

        private static final Map<String, String> MAPS =
                Map.of("user_metadata", "a.user_metadata", "partition", "a.partitions");
    }

    @SuppressWarnings("ImmutableEnumChecker") // the maps and lists are immutable
    private final Map<String, Column> byField;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> uniqueFields;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Map<String, String> maps;

    ArtifactColumns(Map<String, Column> byField, List<String> uniqueFields, Map<String, String> maps) {
        this.byField = byField;
        this.uniqueFields = uniqueFields;
        this.maps = maps;
    }

    @Override
    public Map<String, Column> byField() {
        return byField;
    }

    /** Newest first. */
    @Override
    public List<SortKey> defaultOrder() {
        return List.of(new SortKey("created_at", byField.get("created_at"), false));
    }

    @Override
    public List<String> uniqueFields() {
        return uniqueFields;
    }

    @Override
    public String labels() {
        return null;
    }

    @Override
    public Map<String, String> maps() {
        return maps;
    }
}
