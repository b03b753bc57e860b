package org.flyte.runs.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flyte.runs.artifact.GivenArtifacts.file;
import static org.flyte.runs.artifact.GivenArtifacts.id;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.artifact.ArtifactGroup;
import org.flyte.idl.artifact.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import org.flyte.idl.artifact.ArtifactSpec;
import org.flyte.idl.artifact.CreateArtifactRequest;
import org.flyte.idl.artifact.ListArtifactMetadataKeysRequest;
import org.flyte.idl.artifact.ListArtifactNamesRequest;
import org.flyte.idl.artifact.ListArtifactsRequest;
import org.flyte.idl.artifact.ListArtifactsResponse;
import org.flyte.idl.artifact.ListPartitionValuesRequest;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.Filter.Function;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of artifacts, of their names and of their values, as the SDK asks for them. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class ArtifactListTest extends RunsServiceTestBase {
    private static final ProjectIdentifier PROJECT = ProjectIdentifier.newBuilder()
            .setOrganization(GivenArtifacts.ORG)
            .setName(GivenArtifacts.PROJECT)
            .setDomain(GivenArtifacts.DOMAIN)
            .build();

    @GrpcClient("self")
    ArtifactServiceBlockingStub artifacts;

    @BeforeEach
    void connect() {
        artifacts = artifacts.withDeadlineAfter(TIMEOUT);
    }

    @AfterEach
    void remove() {
        pool.query("DELETE FROM artifacts").executeAndAwait();
        pool.query("DELETE FROM artifact_names").executeAndAwait();
    }

    @Test
    void listsNewestFirstOverPages() {
        for (int i = 0; i < 7; i++) {
            publish("events", "v" + i, file("s3://data/" + i));
            publish("other", "o" + i, file("s3://data/" + i));
        }

        assertThat(pages("events", 3)).containsExactly("v6", "v5", "v4", "v3", "v2", "v1", "v0");
        assertThat(pages("", 4)).hasSize(14).startsWith("o6", "v6", "o5").endsWith("o0", "v0");
    }

    @Test
    void refusesTheTokenOfAnotherList() {
        publish("events", "1", file("s3://data/1"));
        publish("events", "2", file("s3://data/2"));
        String token =
                artifacts.listArtifacts(versionsOf("events", list(1)).build()).getToken();
        ListRequest next = list(1).toBuilder().setToken(token).build();

        assertThatThrownBy(
                        () -> artifacts.listArtifacts(versionsOf("other", next).build()))
                .hasMessageContaining("INVALID_ARGUMENT: invalid page token");
        assertThatThrownBy(() -> artifacts.listArtifacts(
                        versionsOf("events", next).setLatestPerPartition(true).build()))
                .hasMessageContaining("INVALID_ARGUMENT: invalid page token");
    }

    @Test
    void findsTheNewestOfOnePartition() {
        publishDays();

        assertThat(versions(
                        "events",
                        list(1, filter(Function.EQUAL, "time_partition", "2026-09-17T00:00:00Z"), region("eu"))))
                .containsExactly("eu-17-again");
        assertThat(versions("events", list(1, region("us")))).containsExactly("us-18");
        assertThat(versions("events", list(1, region("asia")))).isEmpty();
    }

    @Test
    void findsPartitionsOfARange() {
        publishDays();
        Filter from = filter(Function.GREATER_THAN_OR_EQUAL, "time_partition", "2026-09-16T00:00:00Z");
        Filter to = filter(Function.LESS_THAN_OR_EQUAL, "time_partition", "2026-09-17T00:00:00Z");

        assertThat(versions("events", list(9, from, to))).containsExactly("eu-17-again", "us-17", "eu-17", "eu-16");
        assertThat(newestVersions("events", list(9, from, to))).containsExactly("eu-17-again", "us-17", "eu-16");
        assertThat(newestVersions("events", list(9, filter(Function.VALUE_IN, "partition.region", "eu", "us"), from)))
                .containsExactly("us-18", "eu-17-again", "us-17", "eu-16");
    }

    @Test
    void leavesOtherKeysOutOfPartitions() {
        publishDays();
        publish("events", "unpartitioned", file("s3://data/x"));

        assertThat(versions("events", list(1))).containsExactly("unpartitioned");
        assertThat(newestVersions("events", list(9))).doesNotContain("unpartitioned");
        assertThat(versions("events", list(9, filter(Function.EXISTS, "time_partition"))))
                .doesNotContain("unpartitioned");
    }

    @Test
    void filtersBySourceMetadataAndTime() {
        ArtifactSpec.Builder made = file("s3://data/1");
        made.getSourceBuilder()
                .getTaskActionBuilder()
                .setAction(action("r1", "a0"))
                .setAttempt(1);
        made.getInfoBuilder().putUserMetadata("flyte.io/kind", "model").putUserMetadata("framework", "torch");
        publish("model", "made", made);
        ArtifactSpec.Builder imported = file("s3://data/2");
        imported.getSourceBuilder().setExternalRef("hf://x/y");
        imported.getInfoBuilder().putUserMetadata("flyte.io/kind", "data");
        publish("data", "imported", imported);

        assertThat(versions("", list(9, filter(Function.EQUAL, "source_run", "r1"))))
                .containsExactly("made");
        assertThat(versions("", list(9, filter(Function.EQUAL, "source_action", "a0"))))
                .containsExactly("made");
        assertThat(versions("", list(9, filter(Function.EQUAL, "source_external_ref", "hf://x/y"))))
                .containsExactly("imported");
        assertThat(versions("", list(9, filter(Function.VALUE_IN, "user_metadata.flyte.io/kind", "model", "z"))))
                .containsExactly("made");
        assertThat(versions("", list(9, filter(Function.EQUAL, "user_metadata.framework", "torch"))))
                .containsExactly("made");
        assertThat(versions("", list(9, filter(Function.GREATER_THAN, "created_at", "2020-01-01T00:00:00Z"))))
                .hasSize(2);
        assertThat(versions("", list(9, filter(Function.GREATER_THAN, "created_at", "2999-01-01T00:00:00Z"))))
                .isEmpty();
        assertThatThrownBy(() -> versions("", list(9, filter(Function.EQUAL, "spec", "x"))))
                .hasMessageContaining("INVALID_ARGUMENT: invalid field 'spec'");
        assertThatThrownBy(() -> versions("", list(9, filter(Function.EQUAL, "partition.", "x"))))
                .hasMessageContaining("INVALID_ARGUMENT: filter field 'partition.' needs the key");
    }

    @Test
    void listsNamesByTheirNewestVersion() {
        publishDays();
        publish("model", "1", file("s3://data/1"));
        publish("events", "eu-19", file("s3://data/eu-19", "eu", "2026-09-15"));

        List<ArtifactGroup> groups = names(ListRequest.getDefaultInstance());

        assertThat(groups)
                .extracting(group -> group.getLatest().getArtifactId())
                .containsExactly(id("events", "eu-19"), id("model", "1"));
        ArtifactGroup events = groups.getFirst();
        assertThat(events.getVersions()).isEqualTo(6);
        assertThat(events.getPartitionSchema().getPartitionKeysList()).containsExactly("region");
        assertThat(events.getLatestTimePartition().getSeconds()).isEqualTo(1789689600L);
        assertThat(events.getLatestPartitionsList())
                .extracting(partitions -> partitions.getValueOrThrow("region").getStaticValue())
                .containsExactly("us");
        assertThat(groups.getLast().hasLatestTimePartition()).isFalse();
        assertThat(names(list(9, filter(Function.CONTAINS, "name", "ode")))).hasSize(1);
        assertThat(artifacts
                        .listArtifactNames(ListArtifactNamesRequest.newBuilder()
                                .setProjectId(PROJECT)
                                .setRequest(list(1))
                                .build())
                        .getToken())
                .isNotEmpty();
    }

    @Test
    void listsTheValuesOfAPartitionKey() {
        publishDays();

        assertThat(values("region", list(1000))).containsExactly("eu", "us");
        assertThat(values("date", list(0)))
                .containsExactly("2026-09-16T00:00:00Z", "2026-09-17T00:00:00Z", "2026-09-18T00:00:00Z");
        assertThat(values("date", list(0, region("us"))))
                .containsExactly("2026-09-17T00:00:00Z", "2026-09-18T00:00:00Z");
        assertThat(values("region", list(1))).containsExactly("eu");
        assertThatThrownBy(() -> values("country", list(0)))
                .hasMessageContaining("INVALID_ARGUMENT: key: artifact events has no partition key 'country', it is"
                        + " partitioned by date (DAY), region");
        assertThatThrownBy(() -> values("region", list(1001))).hasMessageContaining("request.limit");
        assertThatThrownBy(
                        () -> values("region", list(1).toBuilder().setToken("1").build()))
                .hasMessageContaining("request.token");
    }

    @Test
    void listsTheKeysOfMetadata() {
        ArtifactSpec.Builder one = file("s3://data/1");
        one.getInfoBuilder().putUserMetadata("task", "x").putUserMetadata("framework", "y");
        publish("model", "1", one);
        ArtifactSpec.Builder two = file("s3://data/2");
        two.getInfoBuilder().putUserMetadata("task", "z").putUserMetadata("rows", "9");
        publish("data", "1", two);

        assertThat(metadataKeys("")).containsExactly("framework", "rows", "task");
        assertThat(metadataKeys("model")).containsExactly("framework", "task");
        assertThat(metadataKeys("unknown")).isEmpty();
    }

    /** A newest version is found by an index, however many versions and partitions there are. */
    @Test
    void readsFewRowsOfManyVersions() {
        pool.query("INSERT INTO artifacts (project, domain, name, version, created_at, spec, user_metadata, partitions,"
                        + " time_partition, partition_id) SELECT 'flytesnacks', 'staging', 'n' || i % 10, 'v' || i,"
                        + " timestamptz '2026-01-01' + i * interval '1 s', '', '{}', jsonb_build_object('region', 'r' || i % 50),"
                        + " timestamptz '2026-01-01' + i / 500 * interval '1 day', 'p' || i / 500 || i % 50"
                        + " FROM generate_series(1, 50000) AS i")
                .executeAndAwait();
        pool.query("ANALYZE artifacts").executeAndAwait();

        assertThat(plan("name = 'n3' ORDER BY created_at DESC LIMIT 1")).contains("artifacts_newest");
        assertThat(plan("true ORDER BY created_at DESC, name DESC, version DESC LIMIT 51"))
                .contains("artifacts_newest_of_project")
                .doesNotContain("Sort");
        assertThat(plan("name = 'n3' AND time_partition = '2026-02-01' AND partitions @> '{\"region\":\"r3\"}'"
                        + " ORDER BY created_at DESC, version DESC LIMIT 2"))
                .contains("artifacts_by_");
    }

    private String plan(String tail) {
        StringBuilder plan = new StringBuilder();
        for (var row : pool.query(
                        "EXPLAIN SELECT version FROM artifacts AS a WHERE project = 'flytesnacks' AND domain ="
                                + " 'staging' AND " + tail)
                .executeAndAwait()) {
            plan.append(row.getString(0)).append('\n');
        }
        return plan.toString();
    }

    private void publishDays() {
        publish("events", "eu-16", file("s3://data/eu-16", "eu", "2026-09-16"));
        publish("events", "eu-17", file("s3://data/eu-17", "eu", "2026-09-17"));
        publish("events", "us-17", file("s3://data/us-17", "us", "2026-09-17"));
        publish("events", "eu-17-again", file("s3://data/eu-17-again", "eu", "2026-09-17"));
        publish("events", "us-18", file("s3://data/us-18", "us", "2026-09-18"));
    }

    private void publish(String name, String version, ArtifactSpec.Builder spec) {
        artifacts.createArtifact(CreateArtifactRequest.newBuilder()
                .setArtifactId(id(name, version))
                .setSpec(spec)
                .build());
    }

    private static ActionIdentifier action(String run, String name) {
        var action = Requests.action(run, name).toBuilder();
        action.getRunBuilder().setDomain(GivenArtifacts.DOMAIN);
        return action.build();
    }

    private static Filter filter(Function function, String field, String... values) {
        return Filter.newBuilder()
                .setFunction(function)
                .setField(field)
                .addAllValues(List.of(values))
                .build();
    }

    private static Filter region(String region) {
        return filter(Function.EQUAL, "partition.region", region);
    }

    private static ListRequest list(int limit, Filter... filters) {
        return ListRequest.newBuilder()
                .setLimit(limit)
                .addAllFilters(List.of(filters))
                .build();
    }

    private static ListArtifactsRequest.Builder versionsOf(String name, ListRequest list) {
        ListArtifactsRequest.Builder request =
                ListArtifactsRequest.newBuilder().setProjectId(PROJECT).setRequest(list);
        return name.isEmpty() ? request : request.setName(name);
    }

    private List<String> versions(String name, ListRequest list) {
        return versions(artifacts.listArtifacts(versionsOf(name, list).build()));
    }

    private List<String> newestVersions(String name, ListRequest list) {
        return versions(artifacts.listArtifacts(
                versionsOf(name, list).setLatestPerPartition(true).build()));
    }

    private static List<String> versions(ListArtifactsResponse response) {
        return response.getArtifactsList().stream()
                .map(artifact -> artifact.getArtifactId().getVersion())
                .toList();
    }

    private List<String> pages(String name, int limit) {
        List<String> all = new ArrayList<>();
        String token = "";
        do {
            ListArtifactsResponse page = artifacts.listArtifacts(
                    versionsOf(name, list(limit).toBuilder().setToken(token).build())
                            .build());
            all.addAll(versions(page));
            token = page.getToken();
        } while (!token.isEmpty());
        return all;
    }

    private List<ArtifactGroup> names(ListRequest list) {
        return artifacts
                .listArtifactNames(ListArtifactNamesRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .setRequest(list)
                        .build())
                .getGroupsList();
    }

    private List<String> values(String key, ListRequest list) {
        return artifacts
                .listPartitionValues(ListPartitionValuesRequest.newBuilder()
                        .setProjectId(PROJECT)
                        .setName("events")
                        .setKey(key)
                        .setRequest(list)
                        .build())
                .getValuesList();
    }

    private List<String> metadataKeys(String name) {
        ListArtifactMetadataKeysRequest.Builder request =
                ListArtifactMetadataKeysRequest.newBuilder().setProjectId(PROJECT);
        return artifacts
                .listArtifactMetadataKeys((name.isEmpty() ? request : request.setName(name)).build())
                .getKeysList();
    }
}
