package org.flyte.runs.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flyte.runs.artifact.GivenArtifacts.file;
import static org.flyte.runs.artifact.GivenArtifacts.id;
import static org.flyte.runs.artifact.GivenArtifacts.name;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.flyte.idl.artifact.Artifact;
import org.flyte.idl.artifact.ArtifactPartitionSchema;
import org.flyte.idl.artifact.ArtifactServiceGrpc.ArtifactServiceBlockingStub;
import org.flyte.idl.artifact.ArtifactSpec;
import org.flyte.idl.artifact.CreateArtifactRequest;
import org.flyte.idl.artifact.DeclareArtifactRequest;
import org.flyte.idl.artifact.DeleteArtifactRequest;
import org.flyte.idl.artifact.GetArtifactRequest;
import org.flyte.idl.artifact.GetArtifactSchemaRequest;
import org.flyte.idl.artifact.GetArtifactSchemaResponse;
import org.flyte.idl.artifact.TimePartitionKey;
import org.flyte.idl.core.Granularity;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publishing, declaring, reading and deleting artifacts. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class ArtifactTest extends RunsServiceTestBase {
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
    void publishesAVersion() {
        ArtifactSpec.Builder spec = file("s3://data/1");
        spec.getInfoBuilder().setDescription("a model").putUserMetadata("flyte.io/kind", "model");
        spec.addParentArtifactsBuilder().setVersion("0");

        Artifact created = publish("model", "1", spec);

        assertThat(created).isEqualTo(get("model", "1")).isEqualTo(newest("model"));
        assertThat(created.getArtifactId()).isEqualTo(id("model", "1"));
        assertThat(created.hasCreatedAt()).isTrue();
        assertThat(created.getSpec().getInfo()).isEqualTo(spec.getInfo());
        assertThat(created.getSpec().getParentArtifacts(0).getKey().getName()).isEqualTo("model");
        assertThat(created.getSpec().getValue().getArtifactId().getVersion()).isEqualTo("1");
        assertThat(created.getSpec().getValue().getArtifactId().getKey().getOrg())
                .isEqualTo(GivenArtifacts.ORG);
        assertThat(created.hasPartitionSchemaMismatch()).isFalse();
    }

    @Test
    void answersTheNewestVersion() {
        publish("model", "b", file("s3://data/1"));
        publish("model", "a", file("s3://data/2"));

        assertThat(newest("model").getArtifactId().getVersion()).isEqualTo("a");
        assertThat(get("model", "").getArtifactId().getVersion()).isEqualTo("a");
    }

    @Test
    void repeatsAPublicationWithoutAnEffect() {
        Artifact first = publish("model", "1", file("s3://data/1"));

        assertThat(publish("model", "1", file("s3://data/1"))).isEqualTo(first);
        assertThatThrownBy(() -> publish("model", "1", file("s3://data/2")))
                .hasMessageContaining("ALREADY_EXISTS: artifact model version 1 exists with other content");
        assertThat(get("model", "1")).isEqualTo(first);
    }

    @Test
    void takesValuesWithOneHashForOneContent() {
        ArtifactSpec.Builder uploaded = file("s3://data/1");
        uploaded.getValueBuilder().setHash("abc");
        ArtifactSpec.Builder again = file("s3://data/2");
        again.getValueBuilder().setHash("abc");

        Artifact first = publish("model", "abc", uploaded);

        assertThat(publish("model", "abc", again)).isEqualTo(first);
    }

    @Test
    void publishesFirstVersionsAtOnce() {
        List<CompletableFuture<Artifact>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                String version = "v" + i;
                calls.add(CompletableFuture.supplyAsync(
                        () -> publish("fan-out", version, file("s3://data/" + version)), threads));
            }
        }

        assertThat(calls.stream().map(call -> call.join().getCreatedAt()))
                .hasSize(20)
                .doesNotHaveDuplicates();
        assertThat(selectOne("SELECT versions FROM artifact_names WHERE name = 'fan-out'"))
                .isEqualTo(20L);
    }

    @Test
    void fixesThePartitionKeysByADeclaration() {
        ArtifactPartitionSchema byRegion = schema("", "region", "kind");

        assertThat(declare("events", byRegion)).isEqualTo(byRegion);
        assertThat(declare("events", schema("", "kind", "region"))).isEqualTo(byRegion);
        assertThat(schemaOf("events").getDeclared()).isTrue();
        assertThatThrownBy(() -> declare("events", schema("date", "region", "kind")))
                .hasMessageContaining("FAILED_PRECONDITION: partition_schema: artifact events is partitioned by region,"
                        + " kind already, not by date (DAY), region, kind");
        assertThatThrownBy(() -> newest("events")).hasMessageContaining("NOT_FOUND: artifact events has no version");
    }

    @Test
    void takesThePartitionKeysFromTheFirstVersion() {
        publish("events", "1", file("s3://data/1", "eu", "2026-09-17"));

        assertThat(schemaOf("events").getDeclared()).isFalse();
        assertThat(schemaOf("events").getPartitionSchema()).isEqualTo(schema("date", "region"));
        assertThat(declare("events", schema("date", "region"))).isEqualTo(schema("date", "region"));
        assertThat(schemaOf("events").getDeclared()).isTrue();
        assertThatThrownBy(() -> schemaOf("unknown")).hasMessageContaining("NOT_FOUND");
    }

    @Test
    void storesAVersionWithOtherKeysAndSaysSo() {
        declare("events", schema("date", "region"));

        Artifact created = publish("events", "1", file("s3://data/1"));

        assertThat(get("events", "1")).isEqualTo(created);
        assertThat(created.getPartitionSchemaMismatch().getExpected()).isEqualTo(schema("date", "region"));
        assertThat(created.getPartitionSchemaMismatch().getActual()).isEqualTo(schema(""));
        assertThat(created.getPartitionSchemaMismatch().getMessage())
                .contains("partitioned by date (DAY), region, this version by nothing");
    }

    @Test
    void removesVersionsAndTheNameWithTheLast() {
        publish("model", "1", metadata("s3://data/1", "framework"));
        publish("model", "2", metadata("s3://data/2", "task"));

        delete("model", "2");
        delete("model", "2");

        assertThat(newest("model").getArtifactId().getVersion()).isEqualTo("1");
        assertThatThrownBy(() -> get("model", "2")).hasMessageContaining("NOT_FOUND: artifact model version 2");
        assertThat(selectOne("SELECT versions || array_to_string(metadata_keys, ',') FROM artifact_names"))
                .isEqualTo("1framework");
        delete("model", "1");
        assertThatThrownBy(() -> schemaOf("model")).hasMessageContaining("NOT_FOUND");
        delete("model", "1");
    }

    @Test
    void keepsADeclarationWithoutVersions() {
        declare("events", schema("date", "region"));
        publish("events", "1", file("s3://data/1", "eu", "2026-09-17"));

        delete("events", "1");

        assertThat(schemaOf("events").getPartitionSchema()).isEqualTo(schema("date", "region"));
        publish("events", "1", file("s3://data/2", "eu", "2026-09-17"));
        assertThat(newest("events").getSpec().getValue().getScalar().getBlob().getUri())
                .isEqualTo("s3://data/2");
    }

    @Test
    void boundsTheMetadataKeysOfAName() {
        pool.query(
                        "INSERT INTO artifact_names (project, domain, name, partition_schema, declared, versions, metadata_keys,"
                                + " created_at) SELECT 'flytesnacks', 'staging', 'model', '', true, 0,"
                                + " array_agg('k' || i), now() FROM generate_series(1, 1000) AS i")
                .executeAndAwait();

        publish("model", "1", metadata("s3://data/1", "k7"));
        assertThatThrownBy(() -> publish("model", "2", metadata("s3://data/2", "one-more")))
                .hasMessageContaining("RESOURCE_EXHAUSTED: spec.info.user_metadata")
                .hasMessageContaining("1001 different keys, at most 1000");
    }

    @Test
    void refusesUnknownPlaces() {
        assertThatThrownBy(() -> artifacts.createArtifact(CreateArtifactRequest.newBuilder()
                        .setArtifactId(id("model", "1").toBuilder()
                                .setName(name("model").toBuilder().setProject("nowhere")))
                        .setSpec(file("s3://data/1"))
                        .build()))
                .hasMessageContaining("NOT_FOUND: project nowhere");
        assertThatThrownBy(() -> artifacts.declareArtifact(DeclareArtifactRequest.newBuilder()
                        .setName(name("model").toBuilder().setDomain("nowhere"))
                        .setPartitionSchema(schema("", "region"))
                        .build()))
                .hasMessageContaining("INVALID_ARGUMENT: domain");
        assertThatThrownBy(() -> artifacts.createArtifact(CreateArtifactRequest.getDefaultInstance()))
                .hasMessageContaining("INVALID_ARGUMENT: artifact_id");
        assertThatThrownBy(() -> publish("no name", "1", file("s3://data/1")))
                .hasMessageContaining("INVALID_ARGUMENT: artifact_id.name.name 'no name'");
    }

    private static ArtifactSpec.Builder metadata(String uri, String key) {
        ArtifactSpec.Builder spec = file(uri);
        spec.getInfoBuilder().putUserMetadata(key, "x");
        return spec;
    }

    private static ArtifactPartitionSchema schema(String timeKey, String... keys) {
        ArtifactPartitionSchema.Builder schema =
                ArtifactPartitionSchema.newBuilder().addAllPartitionKeys(List.of(keys));
        if (!timeKey.isEmpty()) {
            schema.setTimePartition(
                    TimePartitionKey.newBuilder().setKey(timeKey).setGranularity(Granularity.DAY));
        }
        return schema.build();
    }

    private Artifact publish(String name, String version, ArtifactSpec.Builder spec) {
        return artifacts
                .createArtifact(CreateArtifactRequest.newBuilder()
                        .setArtifactId(id(name, version))
                        .setSpec(spec)
                        .build())
                .getArtifact();
    }

    private ArtifactPartitionSchema declare(String name, ArtifactPartitionSchema schema) {
        return artifacts
                .declareArtifact(DeclareArtifactRequest.newBuilder()
                        .setName(name(name))
                        .setPartitionSchema(schema)
                        .build())
                .getPartitionSchema();
    }

    private Artifact get(String name, String version) {
        return artifacts
                .getArtifact(GetArtifactRequest.newBuilder()
                        .setName(name(name))
                        .setVersion(version)
                        .build())
                .getArtifact();
    }

    private Artifact newest(String name) {
        return artifacts
                .getArtifact(GetArtifactRequest.newBuilder().setName(name(name)).build())
                .getArtifact();
    }

    private GetArtifactSchemaResponse schemaOf(String name) {
        return artifacts.getArtifactSchema(
                GetArtifactSchemaRequest.newBuilder().setName(name(name)).build());
    }

    private void delete(String name, String version) {
        artifacts.deleteArtifact(DeleteArtifactRequest.newBuilder()
                .setArtifactId(id(name, version))
                .build());
    }
}
