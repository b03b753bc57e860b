package org.flyte.runs.artifact;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.flyte.idl.artifact.ArtifactIdentifier;
import org.flyte.idl.artifact.ArtifactName;
import org.flyte.idl.artifact.ArtifactSpec;
import org.flyte.idl.core.Blob;
import org.flyte.idl.core.BlobType;
import org.flyte.idl.core.Granularity;
import org.flyte.idl.core.LabelValue;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.TimePartition;

/** Artifacts as the SDK publishes them. */
public final class GivenArtifacts {
    static final String ORG = "acme";
    static final String PROJECT = "flytesnacks";
    static final String DOMAIN = "staging";

    private GivenArtifacts() {}

    public static ArtifactName name(String name) {
        return ArtifactName.newBuilder()
                .setOrg(ORG)
                .setProject(PROJECT)
                .setDomain(DOMAIN)
                .setName(name)
                .build();
    }

    public static ArtifactIdentifier id(String name, String version) {
        return ArtifactIdentifier.newBuilder()
                .setName(name(name))
                .setVersion(version)
                .build();
    }

    /** A file without partitions. */
    public static ArtifactSpec.Builder file(String uri) {
        ArtifactSpec.Builder spec = ArtifactSpec.newBuilder()
                .setValue(Literal.newBuilder()
                        .setScalar(Scalar.newBuilder().setBlob(Blob.newBuilder().setUri(uri))));
        return spec.setType(LiteralType.newBuilder().setBlob(BlobType.getDefaultInstance()));
    }

    /** A file of a region and a day. */
    public static ArtifactSpec.Builder file(String uri, String region, String day) {
        ArtifactSpec.Builder spec = file(uri);
        spec.getPartitionsBuilder().putValue("region", text(region));
        return spec.setTimePartition(time(day + "T00:00:00Z", Granularity.DAY, "date"));
    }

    public static LabelValue text(String value) {
        return LabelValue.newBuilder().setStaticValue(value).build();
    }

    public static TimePartition time(String time, Granularity granularity, String key) {
        return TimePartition.newBuilder()
                .setValue(LabelValue.newBuilder()
                        .setTimeValue(Timestamp.newBuilder()
                                .setSeconds(Instant.parse(time).getEpochSecond())))
                .setGranularity(granularity)
                .setKey(key)
                .build();
    }
}
