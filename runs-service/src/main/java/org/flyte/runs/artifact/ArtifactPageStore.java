package org.flyte.runs.artifact;

import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.artifact.ArtifactGroup;
import org.flyte.idl.artifact.ArtifactPartitionSchema;
import org.flyte.idl.core.LabelValue;
import org.flyte.idl.core.Partitions;
import org.flyte.platform.model.ProtoTime;
import org.flyte.runs.artifact.ArtifactRow.ArtifactColumn;
import org.flyte.runs.artifact.rule.PartitionKeys;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.list.ListPage;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.list.rule.Sql;

/** Reads artifacts: one version, pages of them and of names, and the values that they have. */
@ApplicationScoped
class ArtifactPageStore {
    private static final String ONE =
            "SELECT " + ArtifactColumn.LIST + " FROM artifacts AS a WHERE project = $1 AND domain = $2 AND name = $3";
    private static final String OF_VERSION = ONE + " AND version = $4";
    private static final String NEWEST = ONE + " ORDER BY created_at DESC LIMIT 1";

    private static final String SCHEMA = "SELECT partition_schema, declared FROM artifact_names"
            + " WHERE project = $1 AND domain = $2 AND name = $3";

    /** A name with its newest version and its newest time partition, of whose partitions some are read. */
    private static final String NAMES = """
            artifact_names AS n
              JOIN artifacts AS a ON a.project = n.project AND a.domain = n.domain AND a.name = n.name
                                 AND a.version = n.latest_version
              LEFT JOIN LATERAL (
                   SELECT p.time_partition AS newest FROM artifacts AS p
                    WHERE p.project = n.project AND p.domain = n.domain AND p.name = n.name
                      AND p.time_partition IS NOT NULL
                    ORDER BY p.time_partition DESC LIMIT 1) AS t ON true
              LEFT JOIN LATERAL (
                   SELECT array_agg(DISTINCT s.partitions::text) AS partitions
                     FROM (SELECT p.partitions FROM artifacts AS p
                            WHERE p.project = n.project AND p.domain = n.domain AND p.name = n.name
                              AND p.time_partition = t.newest
                            LIMIT 100) AS s) AS l ON true""";

    /** What follows the columns of the newest version. */
    private enum NameColumn implements ResultColumn {
        VERSIONS("n.versions"),
        PARTITION_SCHEMA("n.partition_schema"),
        NEWEST("t.newest"),
        PARTITIONS("l.partitions");

        private static final int COUNT = ArtifactColumn.COUNT + values().length;
        private static final String LIST = ArtifactColumn.LIST + ", " + ResultColumn.list(values());

        private final String sql;

        NameColumn(String sql) {
            this.sql = sql;
        }

        @Override
        public String sql() {
            return sql;
        }

        @Override
        public int index() {
            return ArtifactColumn.COUNT + ResultColumn.super.index();
        }
    }

    private final Pool pool;

    ArtifactPageStore(Pool pool) {
        this.pool = pool;
    }

    /** The partition keys of a name, and whether they were declared. */
    record Schema(PartitionKeys keys, boolean declared) {}

    Uni<Optional<ArtifactRow>> version(ArtifactVersionKey key) {
        return pool.preparedQuery(OF_VERSION)
                .execute(Tuple.of(key.project(), key.domain(), key.name(), key.version()))
                .map(rows -> ResultRows.of(rows).first(ArtifactRow::of));
    }

    Uni<Optional<ArtifactRow>> newest(ArtifactNameKey key) {
        return pool.preparedQuery(NEWEST)
                .execute(Tuple.of(key.project(), key.domain(), key.name()))
                .map(rows -> ResultRows.of(rows).first(ArtifactRow::of));
    }

    Uni<Optional<Schema>> schema(ArtifactNameKey key) {
        return pool.preparedQuery(SCHEMA)
                .execute(Tuple.of(key.project(), key.domain(), key.name()))
                .map(rows -> ResultRows.of(rows).first(row -> new Schema(keys(row, 0), row.getBoolean("declared"))));
    }

    Uni<ListPage<ArtifactRow>> versions(ArtifactSelection selection, ListQuery query) {
        selection.restrict(query.conditions(), "a");
        return ListPage.read(pool, ArtifactColumn.LIST, ArtifactColumn.COUNT, "artifacts AS a", query, ArtifactRow::of);
    }

    /** A page of names that have versions. */
    Uni<ListPage<ArtifactGroup>> names(ArtifactSelection selection, String org, ListQuery query) {
        selection.restrict(query.conditions().and("n.versions > 0"), "n");
        return ListPage.read(pool, NameColumn.LIST, NameColumn.COUNT, NAMES, query, row -> group(row, org));
    }

    /** The values that a partition key has in the versions that fit the query, in ascending order. */
    Uni<List<String>> partitionValues(
            ArtifactSelection selection, String key, boolean isTime, ListQuery query, int max) {
        Sql sql = selection.restrict(query.conditions(), "a");
        String value = isTime
                ? "to_char(a.time_partition AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                : "(a.partitions ->> " + sql.bind(key, "text") + ") COLLATE \"C\"";
        return texts(
                "SELECT DISTINCT " + value + " AS value FROM artifacts AS a WHERE a.partition_id IS NOT NULL AND "
                        + sql.where() + " ORDER BY value LIMIT " + max,
                sql);
    }

    /** The keys of the metadata of all versions, in ascending order. */
    Uni<List<String>> metadataKeys(ArtifactSelection selection, int max) {
        Sql sql = selection.restrict(new Sql(), "n");
        return texts(
                "SELECT DISTINCT k.key COLLATE \"C\" AS value FROM artifact_names AS n, unnest(n.metadata_keys) AS k(key)"
                        + " WHERE " + sql.where() + " ORDER BY value LIMIT " + max,
                sql);
    }

    private Uni<List<String>> texts(String statement, Sql sql) {
        return pool.preparedQuery(statement)
                .execute(Tuple.from(new ArrayList<>(sql.values())))
                .map(rows -> {
                    List<String> texts = new ArrayList<>();
                    for (Row row : ResultRows.of(rows)) {
                        texts.add(row.getString(0));
                    }
                    return texts;
                });
    }

    private static ArtifactGroup group(Row row, String org) {
        ArtifactGroup.Builder group = ArtifactGroup.newBuilder()
                .setLatest(ArtifactRow.of(row).toProto(org))
                .setVersions(NameColumn.VERSIONS.number(row))
                .setPartitionSchema(
                        keys(row, NameColumn.PARTITION_SCHEMA.index()).toProto());
        Instant newest = NameColumn.NEWEST.time(row);
        if (newest == null) {
            return group.build();
        }
        group.setLatestTimePartition(ProtoTime.of(newest));
        for (String partitions : row.getArrayOfStrings(NameColumn.PARTITIONS.index())) {
            group.addLatestPartitions(partitions(new JsonObject(partitions)));
        }
        return group.build();
    }

    private static PartitionKeys keys(Row row, int index) {
        try {
            return PartitionKeys.stored(
                    ArtifactPartitionSchema.parseFrom(row.getBuffer(index).getBytes()));
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Partitions partitions(JsonObject json) {
        Partitions.Builder partitions = Partitions.newBuilder();
        json.fieldNames()
                .forEach(key -> partitions.putValue(
                        key,
                        LabelValue.newBuilder()
                                .setStaticValue(json.getString(key))
                                .build()));
        return partitions.build();
    }
}
