package org.flyte.runs.artifact.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.flyte.idl.artifact.ArtifactPartitionSchema;
import org.flyte.idl.artifact.TimePartitionKey;
import org.flyte.idl.core.Granularity;
import org.junit.jupiter.api.Test;

class PartitionKeysTest {
    @Test
    void comparesKeysWithoutTheirOrder() {
        PartitionKeys keys = new PartitionKeys("date", Granularity.DAY, List.of("a", "b"));

        assertThat(keys.equalKeys(new PartitionKeys("date", Granularity.DAY, List.of("b", "a"))))
                .isTrue();
        assertThat(keys.equalKeys(new PartitionKeys("date", Granularity.HOUR, List.of("a", "b"))))
                .isFalse();
        assertThat(keys.equalKeys(new PartitionKeys("day", Granularity.DAY, List.of("a", "b"))))
                .isFalse();
        assertThat(keys.equalKeys(new PartitionKeys("date", Granularity.DAY, List.of("a"))))
                .isFalse();
    }

    @Test
    void keepsWhatWasDeclared() {
        ArtifactPartitionSchema schema = ArtifactPartitionSchema.newBuilder()
                .setTimePartition(TimePartitionKey.newBuilder().setKey("date").setGranularity(Granularity.WEEK))
                .addPartitionKeys("region")
                .build();

        assertThat(PartitionKeys.of("partition_schema", schema).toProto()).isEqualTo(schema);
        assertThat(PartitionKeys.of("partition_schema", schema)).hasToString("date (WEEK), region");
        assertThat(PartitionKeys.of("partition_schema", ArtifactPartitionSchema.getDefaultInstance()))
                .hasToString("nothing");
    }

    @Test
    void refusesWhatCannotBeDeclared() {
        assertRefused(ArtifactPartitionSchema.newBuilder().addPartitionKeys(""), "partition_keys is required");
        assertRefused(
                ArtifactPartitionSchema.newBuilder().addPartitionKeys("x".repeat(65)),
                "partition_keys has 65 characters");
        assertRefused(ArtifactPartitionSchema.newBuilder().addPartitionKeys("a").addPartitionKeys("a"), "twice");
        assertRefused(
                ArtifactPartitionSchema.newBuilder()
                        .addAllPartitionKeys(
                                IntStream.range(0, 17).mapToObj(i -> "k" + i).toList()),
                "17 partition keys, at most 16");
        assertRefused(
                ArtifactPartitionSchema.newBuilder()
                        .setTimePartition(TimePartitionKey.newBuilder().setKey("date")),
                "time_partition.granularity is required");
        assertRefused(
                ArtifactPartitionSchema.newBuilder()
                        .setTimePartition(TimePartitionKey.newBuilder().setGranularity(Granularity.DAY)),
                "time_partition.key is required");
    }

    private static void assertRefused(ArtifactPartitionSchema.Builder schema, String message) {
        assertThatThrownBy(() -> PartitionKeys.of("partition_schema", schema.build()))
                .hasMessageContaining("partition_schema")
                .hasMessageContaining(message);
    }
}
