package org.flyte.runs.artifact.rule;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.idl.artifact.ArtifactPartitionSchema;
import org.flyte.idl.artifact.ArtifactSpec;
import org.flyte.idl.artifact.PartitionSchemaMismatch;
import org.flyte.idl.artifact.TimePartitionKey;
import org.flyte.idl.core.Granularity;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * The partition keys of an artifact: at most one for a time, any number for texts. The order of the latter says nothing.
 *
 * @param timeKey "" without a time partition
 * @param granularity of the time partition
 * @param textKeys without the time key
 */
public record PartitionKeys(String timeKey, Granularity granularity, List<String> textKeys) {
    static final int MAX_KEYS = 16;
    static final int MAX_KEY = 64;

    /** The keys of a declaration, checked; fails with InvalidArgument that names the field. */
    public static PartitionKeys of(String field, ArtifactPartitionSchema schema) {
        PartitionKeys keys = stored(schema);
        if (schema.hasTimePartition()) {
            RequestFields.text(field + ".time_partition.key", keys.timeKey, 1, MAX_KEY);
            granularity(field + ".time_partition.granularity", keys.granularity);
        }
        keys.textKeys.forEach(key -> RequestFields.text(field + ".partition_keys", key, 1, MAX_KEY));
        keys.check(field);
        return keys;
    }

    /** The keys that have been checked before. */
    public static PartitionKeys stored(ArtifactPartitionSchema schema) {
        return new PartitionKeys(
                schema.getTimePartition().getKey(),
                schema.getTimePartition().getGranularity(),
                List.copyOf(schema.getPartitionKeysList()));
    }

    /** The keys of a version, in alphabetical order. */
    public static PartitionKeys of(ArtifactSpec spec) {
        return new PartitionKeys(
                spec.getTimePartition().getKey(),
                spec.getTimePartition().getGranularity(),
                spec.getPartitions().getValueMap().keySet().stream().sorted().toList());
    }

    static void granularity(String field, Granularity granularity) {
        RequestFields.known(field, granularity != Granularity.UNRECOGNIZED);
        RequestFields.required(field, granularity != Granularity.UNSET);
    }

    void check(String field) {
        if (textKeys.size() > MAX_KEYS) {
            throw new InvalidArgument(
                    "%s has %d partition keys, at most %d are allowed beside the one for the time",
                    field, textKeys.size(), MAX_KEYS);
        }
        if (all().distinct().count() < all().count()) {
            throw new InvalidArgument("%s has a partition key twice; each key has one value", field);
        }
    }

    /** All keys, the one for the time first. */
    public Stream<String> all() {
        return Stream.concat(Stream.of(timeKey).filter(key -> !key.isEmpty()), textKeys.stream());
    }

    public boolean isTimeKey(String key) {
        return !timeKey.isEmpty() && timeKey.equals(key);
    }

    public boolean equalKeys(PartitionKeys other) {
        return timeKey.equals(other.timeKey)
                && granularity == other.granularity
                && Set.copyOf(textKeys).equals(Set.copyOf(other.textKeys));
    }

    /** How the keys of a version differ from these, which its name has. */
    public PartitionSchemaMismatch mismatch(PartitionKeys actual) {
        return PartitionSchemaMismatch.newBuilder()
                .setExpected(toProto())
                .setActual(actual.toProto())
                .setMessage("the artifact is partitioned by %s, this version by %s: filters on partitions leave it out"
                        .formatted(this, actual))
                .build();
    }

    public ArtifactPartitionSchema toProto() {
        ArtifactPartitionSchema.Builder schema =
                ArtifactPartitionSchema.newBuilder().addAllPartitionKeys(textKeys);
        if (!timeKey.isEmpty()) {
            schema.setTimePartition(
                    TimePartitionKey.newBuilder().setKey(timeKey).setGranularity(granularity));
        }
        return schema.build();
    }

    /** The keys as messages show them. */
    @Override
    public String toString() {
        if (all().findAny().isEmpty()) {
            return "nothing";
        }
        return String.join(
                ", ",
                all().map(key -> isTimeKey(key) ? key + " (" + granularity + ")" : key)
                        .toList());
    }
}
