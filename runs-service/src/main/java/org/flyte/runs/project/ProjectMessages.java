package org.flyte.runs.project;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.UncheckedIOException;
import java.util.List;
import org.flyte.idl.project.Domain;
import org.flyte.idl.project.Project;
import org.flyte.idl.task.Labels;

/**
 * Builds the messages of projects.
 *
 * @param domains that all of them have
 */
record ProjectMessages(List<KnownDomain> domains) {
    Project of(ProjectEntity entity) {
        Project.Builder project = Project.newBuilder()
                .setId(entity.identifier)
                .setName(entity.name)
                .setDescription(entity.description)
                .setStateValue(entity.state);
        domains.forEach(domain ->
                project.addDomains(Domain.newBuilder().setId(domain.id()).setName(domain.name())));
        if (entity.labels != null) {
            try {
                project.setLabels(Labels.parseFrom(entity.labels));
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
            }
        }
        return project.build();
    }
}
