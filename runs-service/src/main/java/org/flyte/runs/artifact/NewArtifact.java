package org.flyte.runs.artifact;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.idl.artifact.ArtifactIdentifier;
import org.flyte.idl.artifact.ArtifactSpec;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.Sha256;
import org.flyte.runs.artifact.rule.CheckedSpec;
import org.flyte.runs.artifact.rule.PartitionKeys;

/**
 * A version of an artifact to be published, checked.
 *
 * @param spec completed: the time partition is cut, parents and source have a scope
 */
record NewArtifact(ArtifactVersionKey key, ArtifactSpec spec) {
    /** Fails with InvalidArgument that names the field. */
    static NewArtifact of(ArtifactIdentifier id, ArtifactSpec spec) {
        return new NewArtifact(ArtifactVersionKey.of("artifact_id", id), new CheckedSpec(id, spec).get());
    }

    PartitionKeys partitionKeys() {
        return PartitionKeys.of(spec);
    }

    /** The values of the partition keys that are texts. */
    Map<String, String> partitions() {
        Map<String, String> partitions = new TreeMap<>();
        spec.getPartitions().getValueMap().forEach((key, value) -> partitions.put(key, value.getStaticValue()));
        return partitions;
    }

    /** The start of the time partition, or null. */
    Instant timePartition() {
        return spec.hasTimePartition()
                ? ProtoTime.toInstant(spec.getTimePartition().getValue().getTimeValue())
                : null;
    }

    /** Equal for versions of an artifact that lie in one partition. */
    String partitionId() {
        MessageDigest digest = Sha256.newDigest();
        digest.update(String.valueOf(timePartition()).getBytes(StandardCharsets.UTF_8));
        // No key or value has a NUL character.
        partitions()
                .forEach((key, value) -> digest.update(("\0" + key + "\0" + value).getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /**
     * Whether a stored version has this content: the same type and partitions, and the same value or one with the same
     * content hash. Publishing content under its own hash is repeatable like that, wherever it was uploaded.
     */
    boolean hasContentOf(ArtifactSpec stored) {
        String hash = spec.getValue().getHash();
        boolean sameValue = hash.isEmpty()
                ? spec.getValue().equals(stored.getValue())
                : hash.equals(stored.getValue().getHash());
        return sameValue
                && spec.getType().equals(stored.getType())
                && spec.getPartitions().equals(stored.getPartitions())
                && spec.getTimePartition().equals(stored.getTimePartition());
    }
}
