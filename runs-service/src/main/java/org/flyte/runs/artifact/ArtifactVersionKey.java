package org.flyte.runs.artifact;

import jakarta.persistence.Embeddable;
import org.flyte.idl.artifact.ArtifactIdentifier;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** One version of an artifact. */
@Embeddable
public record ArtifactVersionKey(String project, String domain, String name, String version) {
    private static final int MAX_VERSION = 255;

    /** Fails with InvalidArgument that names the field. */
    static ArtifactVersionKey of(String field, ArtifactIdentifier id) {
        return ArtifactNameKey.of(field + ".name", id.getName()).version(version(field + ".version", id.getVersion()));
    }

    /** Fails with InvalidArgument that names the field. */
    static String version(String field, String version) {
        RequestFields.text(field, version, 1, MAX_VERSION);
        if (version.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidArgument("%s must not contain control characters", field);
        }
        return version;
    }

    ArtifactNameKey nameKey() {
        return new ArtifactNameKey(project, domain, name);
    }

    ArtifactIdentifier toProto(String org) {
        return ArtifactIdentifier.newBuilder()
                .setName(nameKey().toProto(org))
                .setVersion(version)
                .build();
    }

    @Override
    public String toString() {
        return name + " version " + version;
    }
}
