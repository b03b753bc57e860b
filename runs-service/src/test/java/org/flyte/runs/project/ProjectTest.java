package org.flyte.runs.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.GetProjectRequest;
import org.flyte.idl.project.ListProjectsRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.idl.project.ProjectState;
import org.flyte.idl.project.UpdateProjectRequest;
import org.flyte.idl.task.Labels;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class ProjectTest {
    @GrpcClient("self")
    ProjectServiceBlockingStub projects;

    @Inject
    RequireActiveProject requireActive;

    @BeforeEach
    void connect() {
        projects = projects.withDeadlineAfter(Duration.ofSeconds(20));
    }

    @Test
    void replacesAProjectAsAWhole() {
        Project made = Project.newBuilder()
                .setId("made")
                .setName("Made")
                .setDescription("by a test")
                .setLabels(Labels.newBuilder().putValues("team", "ml"))
                .build();
        create(made);

        assertThat(get("made").toBuilder().clearDomains().build()).isEqualTo(made);

        projects.updateProject(UpdateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setId("made").setName("Other"))
                .build());

        assertThat(get("made").getName()).isEqualTo("Other");
        assertThat(get("made").hasLabels()).isFalse();
        assertThat(get("made").getDomainsCount()).isEqualTo(3);
    }

    @Test
    void hidesAnArchivedProjectAndRefusesItsRuns() {
        create(Project.newBuilder().setId("old").build());
        requireActive.execute("old", "development").await().atMost(Duration.ofSeconds(5));

        projects.updateProject(UpdateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setId("old").setState(ProjectState.PROJECT_STATE_ARCHIVED))
                .build());

        assertThat(ids("")).doesNotContain("old").contains("flytesnacks");
        assertThat(ids("eq(state,1)")).contains("old").doesNotContain("flytesnacks");
        assertThatThrownBy(() -> require("old", "development")).isInstanceOf(FailedPrecondition.class);
        assertThatThrownBy(() -> require("nowhere", "development")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> require("flytesnacks", "nowhere")).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void namesInvalidFields() {
        assertThatThrownBy(
                        () -> create(Project.newBuilder().setId("flytesnacks").build()))
                .hasMessageContaining("ALREADY_EXISTS");
        assertThatThrownBy(
                        () -> create(Project.newBuilder().setId("Not a label").build()))
                .hasMessageContaining("INVALID_ARGUMENT: project.id");
        assertThatThrownBy(() -> create(Project.newBuilder()
                        .setId("x")
                        .setDescription("x".repeat(301))
                        .build()))
                .hasMessageContaining("INVALID_ARGUMENT: project.description");
        assertThatThrownBy(() -> get("nowhere")).hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> get("")).hasMessageContaining("INVALID_ARGUMENT");
    }

    private void require(String project, String domain) {
        requireActive.execute(project, domain).await().atMost(Duration.ofSeconds(5));
    }

    private void create(Project project) {
        projects.createProject(
                CreateProjectRequest.newBuilder().setProject(project).build());
    }

    private Project get(String id) {
        return projects.getProject(GetProjectRequest.newBuilder().setId(id).build())
                .getProject();
    }

    private List<String> ids(String filters) {
        return projects
                .listProjects(ListProjectsRequest.newBuilder()
                        .setLimit(100)
                        .setFilters(filters)
                        .build())
                .getProjects()
                .getProjectsList()
                .stream()
                .map(Project::getId)
                .toList();
    }
}
