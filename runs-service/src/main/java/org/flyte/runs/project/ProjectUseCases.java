package org.flyte.runs.project;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.regex.Pattern;
import org.flyte.idl.common.Sort;
import org.flyte.idl.project.ListProjectsRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectState;
import org.flyte.idl.project.Projects;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** What can be done with projects (runs spec §16). */
@ApplicationScoped
class ProjectUseCases {
    private static final int LONGEST_DESCRIPTION = 300;
    /** Ids become label values of Kubernetes objects and parts of object keys. */
    private static final Pattern ID = Pattern.compile("[a-z0-9]([-_.a-z0-9]{0,61}[a-z0-9])?");

    private final ProjectStore store;
    private final ProjectMessages messages;
    private final ActiveProjects active;

    ProjectUseCases(ProjectStore store, ProjectMessages messages, ActiveProjects active) {
        this.store = store;
        this.messages = messages;
        this.active = active;
    }

    Uni<Void> create(Project project) {
        return store.create(checked(project));
    }

    Uni<Void> update(Project project) {
        return store.update(checked(project)).invoke(() -> active.forget(project.getId()));
    }

    Uni<Project> get(String id) {
        if (id.isEmpty()) {
            throw new InvalidArgument("id is required");
        }
        return store.get(id).map(messages::of);
    }

    Uni<Projects> list(ListProjectsRequest request) {
        int offset = offset(request.getToken());
        int limit = request.getLimit();
        if (limit < 0) {
            throw new InvalidArgument("limit is too large");
        }
        return store.list(ProjectFilter.parse(request.getFilters()), order(request.getSortBy()), offset, limit)
                .map(found -> page(found, offset, limit));
    }

    private Projects page(List<ProjectEntity> found, int offset, int limit) {
        Projects.Builder page = Projects.newBuilder();
        found.forEach(entity -> page.addProjects(messages.of(entity)));
        if (limit > 0 && found.size() == limit) {
            page.setToken(String.valueOf(offset + limit));
        }
        return page.build();
    }

    private static String order(Sort sort) {
        if (sort.getKey().isEmpty()) {
            return "p.identifier";
        }
        String direction = sort.getDirection() == Sort.Direction.ASCENDING ? " asc" : " desc";
        return "p." + ProjectFilter.field(sort.getKey()) + direction + ", p.identifier";
    }

    private static int offset(String token) {
        try {
            int offset = token.isEmpty() ? 0 : Integer.parseInt(token);
            if (offset >= 0) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // falls through: the same answer as for a negative number
        }
        throw new InvalidArgument("token '%s' is not one of ours", token);
    }

    private static Project checked(Project project) {
        if (project.getId().isEmpty()) {
            throw new InvalidArgument("project.id is required");
        }
        if (!ID.matcher(project.getId()).matches()) {
            throw new InvalidArgument(
                    "project.id '%s' must be 1 to 63 of a-z, 0-9, '-', '_' and '.', with a letter or digit at both ends",
                    project.getId());
        }
        if (project.getDescription().length() > LONGEST_DESCRIPTION) {
            throw new InvalidArgument("project.description is longer than %d characters", LONGEST_DESCRIPTION);
        }
        if (project.getState() == ProjectState.UNRECOGNIZED) {
            throw new InvalidArgument("project.state %d is unknown", project.getStateValue());
        }
        return project;
    }
}
