package org.flyte.runs.project;

import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.flyte.idl.project.Domain;
import org.flyte.idl.project.Project;
import org.flyte.idl.task.Labels;

/** Builds the messages of projects, with the configured domains, which are not stored. */
@ApplicationScoped
class ProjectMessages {
    private final List<Domain> domains;

    ProjectMessages(ProjectsConfig config) {
        domains = config.domains().stream()
                .map(id ->
                        Domain.newBuilder().setId(id).setName(capitalised(id)).build())
                .toList();
    }

    Project of(ProjectEntity entity) {
        Project.Builder project = Project.newBuilder()
                .setId(entity.identifier)
                .setName(entity.name)
                .setDescription(entity.description)
                .setStateValue(entity.state)
                .addAllDomains(domains);
        if (entity.labels != null) {
            try {
                project.setLabels(Labels.parseFrom(entity.labels));
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
            }
        }
        return project.build();
    }

    private static String capitalised(String id) {
        return id.isEmpty() ? id : id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
    }
}
