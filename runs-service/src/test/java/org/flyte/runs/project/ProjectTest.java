package org.flyte.runs.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.flyte.idl.common.Sort;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.GetProjectRequest;
import org.flyte.idl.project.ListProjectsRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.idl.project.ProjectState;
import org.flyte.idl.project.Projects;
import org.flyte.idl.project.UpdateProjectRequest;
import org.flyte.idl.task.Labels;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void filtersByLabels() {
        create(labelled("label-a", Map.of("team", "search", "example.com/cost-centre", "7")));
        create(labelled("label-b", Map.of("team", "ads", "long", "x".repeat(200))));
        create(labelled("label-c", Map.of()));

        assertThat(ids("eq(labels.team,search)")).containsExactly("label-a");
        assertThat(ids("eq(labels.example.com/cost-centre, 7)")).containsExactly("label-a");
        assertThat(ids("eq(labels.long," + "x".repeat(200) + ")")).containsExactly("label-b");
        assertThat(ids("value_in(labels.team,search;ads)+eq(state,0)")).containsExactly("label-a", "label-b");
        assertThat(ids("contains(labels.team,a)")).containsExactly("label-a", "label-b");
        assertThat(ids("ne(labels.team,ads)+contains(identifier,label-)")).containsExactly("label-a", "label-c");
        assertThatThrownBy(() -> ids("eq(labels.,x)")).hasMessageContaining("INVALID_ARGUMENT: filters");
        assertThatThrownBy(() -> ids("gt(labels.team,x)")).hasMessageContaining("INVALID_ARGUMENT: filters");
    }

    @Test
    void keepsAPlusInAValue() {
        create(Project.newBuilder().setId("plus").setName("a+b").build());

        assertThat(ids("eq(name,a+b)+eq(state,0)")).containsExactly("plus");
    }

    @ParameterizedTest
    @CsvSource({"'',false", "identifier,true", "name,false", "state,true", "created_at,true", "updated_at,false"})
    void pagesWithoutSkippingOrRepeatingWhatIsThereThroughout(String sortBy, boolean ascending) {
        String prefix = "page-" + UUID.randomUUID().toString().substring(0, 8) + "-";
        List<String> made = IntStream.range(10, 17).mapToObj(i -> prefix + i).toList();
        made.forEach(id -> create(Project.newBuilder()
                .setId(id)
                .setName("n" + id.charAt(id.length() - 1) / 2)
                .build()));
        ListProjectsRequest.Builder request = ListProjectsRequest.newBuilder()
                .setLimit(2)
                .setFilters("contains(identifier,%s)".formatted(prefix))
                .setSortBy(Sort.newBuilder()
                        .setKey(sortBy)
                        .setDirection(ascending ? Sort.Direction.ASCENDING : Sort.Direction.DESCENDING));
        List<String> seen = new ArrayList<>();
        do {
            Projects page = projects.listProjects(request.build()).getProjects();
            page.getProjectsList().forEach(project -> seen.add(project.getId()));
            request.setToken(page.getToken());
            create(Project.newBuilder().setId(prefix + "0" + seen.size()).build());
        } while (!request.getToken().isEmpty());

        assertThat(seen).containsAll(made).doesNotHaveDuplicates();
    }

    @Test
    void refusesATokenOfAnotherQuery() {
        String token = projects.listProjects(
                        ListProjectsRequest.newBuilder().setLimit(1).build())
                .getProjects()
                .getToken();

        assertThatThrownBy(() -> projects.listProjects(ListProjectsRequest.newBuilder()
                        .setToken(token)
                        .setFilters("eq(state,0)")
                        .build()))
                .hasMessageContaining("INVALID_ARGUMENT: invalid page token");
    }

    private static Project labelled(String id, Map<String, String> labels) {
        return Project.newBuilder()
                .setId(id)
                .setLabels(Labels.newBuilder().putAllValues(labels))
                .build();
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
