package org.flyte.runs.artifact.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flyte.runs.artifact.GivenArtifacts.file;
import static org.flyte.runs.artifact.GivenArtifacts.id;
import static org.flyte.runs.artifact.GivenArtifacts.text;
import static org.flyte.runs.artifact.GivenArtifacts.time;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.flyte.idl.artifact.ArtifactSpec;
import org.flyte.idl.artifact.TaskActionSource;
import org.flyte.idl.core.Granularity;
import org.flyte.idl.core.LabelValue;
import org.flyte.idl.core.RuntimeBinding;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckedSpecTest {
    @ParameterizedTest(name = "{0} cut by {1}: {2} {3}")
    @CsvSource({
        "2026-09-17T13:45:59Z, MINUTE, 2026-09-17T13:45:00Z, date",
        "2026-09-17T13:45:59Z, HOUR,   2026-09-17T13:00:00Z, hour",
        "2026-09-17T13:45:59Z, DAY,    2026-09-17T00:00:00Z, date",
        "2026-09-17T13:45:59Z, WEEK,   2026-09-14T00:00:00Z, date",
        "2026-09-14T00:00:00Z, WEEK,   2026-09-14T00:00:00Z, date",
        "2026-09-13T23:59:59Z, WEEK,   2026-09-07T00:00:00Z, date",
        "2026-09-30T13:45:59Z, MONTH,  2026-09-01T00:00:00Z, date",
        "0001-01-01T00:00:00Z, WEEK,   0001-01-01T00:00:00Z, date"
    })
    void cutsTheTimePartition(String given, Granularity granularity, String expected, String key) {
        ArtifactSpec spec = checked(file("s3://data/1").setTimePartition(time(given, granularity, "")));

        assertThat(Instant.ofEpochSecond(
                        spec.getTimePartition().getValue().getTimeValue().getSeconds()))
                .isEqualTo(expected);
        assertThat(spec.getTimePartition().getKey()).isEqualTo(key);
    }

    @Test
    void givesSourceAndParentsTheScopeOfTheArtifact() {
        ArtifactSpec.Builder given = file("s3://data/1");
        given.getSourceBuilder().getTaskActionBuilder().getActionBuilder().setName("a0");
        given.getSourceBuilder()
                .getTaskActionBuilder()
                .getActionBuilder()
                .getRunBuilder()
                .setName("r1");
        given.addParentArtifactsBuilder().setVersion("0");
        given.addParentArtifactsBuilder().setVersion("1").getKeyBuilder().setName("raw");

        ArtifactSpec spec = checked(given);

        assertThat(spec.getSource().getTaskAction().getAction().getRun().getProject())
                .isEqualTo("flytesnacks");
        assertThat(spec.getParentArtifactsList())
                .extracting(parent ->
                        parent.getKey().getDomain() + " " + parent.getKey().getName())
                .containsExactly("staging model", "staging raw");
    }

    static List<Map.Entry<String, Consumer<ArtifactSpec.Builder>>> refused() {
        return List.of(
                Map.entry("spec.value is required", ArtifactSpec.Builder::clearValue),
                Map.entry("spec.type is required", ArtifactSpec.Builder::clearType),
                Map.entry("spec has 1", spec -> spec.getValueBuilder().setHash("x".repeat(128 << 10))),
                Map.entry("spec.info.description", spec -> spec.getInfoBuilder().setDescription("x".repeat(256))),
                Map.entry(
                        "spec.info.card.uri",
                        spec -> spec.getInfoBuilder().getCardBuilder().setUri("x".repeat(1025))),
                Map.entry(
                        "a key of spec.info.user_metadata",
                        spec -> spec.getInfoBuilder().putUserMetadata("x".repeat(256), "")),
                Map.entry(
                        "spec.info.user_metadata.k has 4097",
                        spec -> spec.getInfoBuilder().putUserMetadata("k", "x".repeat(4097))),
                Map.entry(
                        "spec.info.user_metadata.k must not contain a NUL",
                        spec -> spec.getInfoBuilder().putUserMetadata("k", "\0")),
                Map.entry("spec.info.user_metadata has 65 entries, at most 64", spec -> {
                    for (int i = 0; i < 65; i++) {
                        spec.getInfoBuilder().putUserMetadata("k" + i, "");
                    }
                }),
                Map.entry("spec has 17 partition keys, at most 16", spec -> {
                    for (int i = 0; i < 17; i++) {
                        spec.getPartitionsBuilder().putValue("k" + i, text("x"));
                    }
                }),
                Map.entry(
                        "spec.partitions.region needs a static_value",
                        spec -> spec.getPartitionsBuilder()
                                .putValue(
                                        "region",
                                        LabelValue.newBuilder()
                                                .setRuntimeBinding(RuntimeBinding.getDefaultInstance())
                                                .build())),
                Map.entry(
                        "spec.partitions.region has 256",
                        spec -> spec.getPartitionsBuilder().putValue("region", text("x".repeat(256)))),
                Map.entry(
                        "a key of spec.partitions is required",
                        spec -> spec.getPartitionsBuilder().putValue("", text("x"))),
                Map.entry("spec has a partition key twice", spec -> {
                    spec.getPartitionsBuilder().putValue("date", text("x"));
                    spec.setTimePartition(time("2026-09-17T00:00:00Z", Granularity.DAY, ""));
                }),
                Map.entry(
                        "spec.time_partition.granularity is required",
                        spec -> spec.setTimePartition(time("2026-09-17T00:00:00Z", Granularity.UNSET, "date"))),
                Map.entry(
                        "spec.time_partition.granularity has a value",
                        spec -> spec.getTimePartitionBuilder().setGranularityValue(77)),
                Map.entry(
                        "spec.time_partition.value needs a time_value",
                        spec -> spec.getTimePartitionBuilder()
                                .setGranularity(Granularity.DAY)
                                .setValue(text("2026-09-17"))),
                Map.entry(
                        "spec.time_partition.value must lie between",
                        spec -> spec.getTimePartitionBuilder()
                                .setGranularity(Granularity.DAY)
                                .getValueBuilder()
                                .getTimeValueBuilder()
                                .setSeconds(Long.MAX_VALUE)),
                Map.entry(
                        "spec.source.external_ref is required",
                        spec -> spec.getSourceBuilder().setExternalRef("")),
                Map.entry(
                        "spec.source.task_action.action.name is required",
                        spec -> spec.getSourceBuilder().getTaskActionBuilder().setAttempt(1)),
                Map.entry(
                        "spec.source.task_action.attempt must be at most",
                        spec -> action(spec, "").setAttempt(2_000_000_000)),
                Map.entry("run.project must be that of the artifact, flytesnacks", spec -> action(spec, "elsewhere")),
                Map.entry("spec.parent_artifacts has 33 entries", spec -> {
                    for (int i = 0; i < 33; i++) {
                        spec.addParentArtifactsBuilder().setVersion("v" + i);
                    }
                }),
                Map.entry(
                        "spec.parent_artifacts.0.version is required",
                        spec -> spec.addParentArtifactsBuilder().getKeyBuilder().setName("raw")),
                Map.entry(
                        "spec.parent_artifacts.0 is the version itself",
                        spec -> spec.addParentArtifactsBuilder().setVersion("1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void namesWhatIsWrong(Map.Entry<String, Consumer<ArtifactSpec.Builder>> refused) {
        ArtifactSpec.Builder spec = file("s3://data/1");
        refused.getValue().accept(spec);

        assertThatThrownBy(() -> checked(spec))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(refused.getKey());
    }

    private static TaskActionSource.Builder action(ArtifactSpec.Builder spec, String project) {
        var source = spec.getSourceBuilder().getTaskActionBuilder();
        source.getActionBuilder().setName("a0").getRunBuilder().setName("r1").setProject(project);
        return source;
    }

    private static ArtifactSpec checked(ArtifactSpec.Builder spec) {
        return new CheckedSpec(id("model", "1"), spec.build()).get();
    }
}
