package org.flyte.runs.artifact;

import jakarta.persistence.Embeddable;
import java.util.regex.Pattern;
import org.flyte.idl.artifact.ArtifactName;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** An artifact over all its versions. */
@Embeddable
public record ArtifactNameKey(String project, String domain, String name) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");
    private static final int MAX_SCOPE = 64;

    /** Fails with InvalidArgument that names the field. */
    static ArtifactNameKey of(String field, ArtifactName name) {
        return new ArtifactNameKey(
                RequestFields.text(field + ".project", name.getProject(), 1, MAX_SCOPE),
                RequestFields.text(field + ".domain", name.getDomain(), 1, MAX_SCOPE),
                name(field + ".name", name.getName()));
    }

    /** Fails with InvalidArgument that names the field. */
    static ArtifactNameKey of(ProjectIdentifier project, String name) {
        return new ArtifactNameKey(
                RequestFields.text("project_id.name", project.getName(), 1, MAX_SCOPE),
                RequestFields.text("project_id.domain", project.getDomain(), 1, MAX_SCOPE),
                name("name", name));
    }

    private static String name(String field, String name) {
        RequestFields.required(field, name);
        if (!NAME.matcher(name).matches()) {
            throw new InvalidArgument(
                    "%s '%s' is not a name of an artifact: 1 to 255 letters, digits, '.', '_' and '-'",
                    field, Address.shown(name));
        }
        return name;
    }

    ArtifactVersionKey version(String version) {
        return new ArtifactVersionKey(project, domain, name, version);
    }

    ArtifactName toProto(String org) {
        return ArtifactName.newBuilder()
                .setOrg(org)
                .setProject(project)
                .setDomain(domain)
                .setName(name)
                .build();
    }

    @Override
    public String toString() {
        return project + "/" + domain + "/" + name;
    }
}
