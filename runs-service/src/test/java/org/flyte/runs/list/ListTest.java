package org.flyte.runs.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.Filter.Function;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.common.Sort;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.ListProjectsRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.idl.workflow.Action;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.ListActionsResponse;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.Run;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.Writers;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class ListTest extends RunsServiceTestBase {
    @GrpcClient("self")
    ProjectServiceBlockingStub projects;

    @ParameterizedTest
    @EnumSource(
            value = Sort.Direction.class,
            names = {"ASCENDING", "DESCENDING"})
    void pagesThroughEachActionOnce(Sort.Direction direction) {
        RunIdentifier run = write.run();
        write.children(run, 250);

        List<String> names = new ArrayList<>();
        String token = "";
        do {
            ListActionsResponse page = runs.listActions(ListActionsRequest.newBuilder()
                    .setRunId(run)
                    .setRequest(ListRequest.newBuilder()
                            .setLimit(100)
                            .setToken(token)
                            .addSortByFields(
                                    Sort.newBuilder().setKey("created_at").setDirection(direction)))
                    .build());
            page.getActionsList().forEach(action -> names.add(action.getId().getName()));
            token = page.getToken();
        } while (!token.isEmpty());

        assertThat(names).hasSize(251).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "parent_name | EQUAL        | a0",
                "name        | EQUAL        | c",
                "phase       | EQUAL        | 1;0",
                "phase       | VALUE_IN     | 10",
                "phase       | VALUE_NOT_IN | 1",
                "task_name   | ENDS_WITH    | .main",
                "created_at  | LESS_THAN    | 2999-01-01T00:00:00+00:00",
                "updated_at  | GREATER_THAN | 2001-01-01 00:00:00",
                "ended_at    | EXISTS       | ",
                "trigger_revision | NOT_EQUAL | 4",
                "created_by  | NOT_EXISTS   | ",
            })
    void findsActionsByEveryFilterOfTheSdk(String field, Function function, String values) {
        RunIdentifier run = write.run();
        write.record(Requests.child(run.getName(), "c", "a0").toBuilder()
                .setTask(TaskAction.newBuilder().setSpec(Requests.spec("pkg.main")))
                .build());
        write.phase(Writers.action(run, "c"), ActionPhase.ACTION_PHASE_RECOVERED);

        List<Action> found = runs.listActions(ListActionsRequest.newBuilder()
                        .setRunId(run)
                        .setRequest(ListRequest.newBuilder().addFilters(filter(field, function, values)))
                        .build())
                .getActionsList();

        assertThat(found).extracting(action -> action.getId().getName()).contains("c");
        assertThat(found)
                .allMatch(action ->
                        action.getMetadata().getTask().getId().getName().equals("pkg.main"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "labels.dedupe | EQUAL    | x  | 1",
                "labels.dedupe | EQUAL    | y  | 0",
                "labels.dedupe | EXISTS   |    | 1",
                "labels.other  | EXISTS   |    | 0",
                "labels.dedupe | VALUE_IN | x;y | 1",
                "labels.dedupe | CONTAINS | X  | 0",
            })
    void findsRunsByLabel(String field, Function function, String values, int expected) {
        String project = project("labels");
        CreateRunRequest.Builder labelled = Requests.named(run).toBuilder();
        labelled.getRunIdBuilder().setProject(project);
        labelled.getRunSpecBuilder().getLabelsBuilder().putValues("dedupe", "x");
        runs.createRun(labelled.build());
        write.runIn(project);

        List<Run> found = runs.listRuns(ListRunsRequest.newBuilder()
                        .setProjectId(ProjectIdentifier.newBuilder()
                                .setOrganization("whatever")
                                .setDomain("development")
                                .setName(project))
                        .setRequest(ListRequest.newBuilder().addFilters(filter(field, function, values)))
                        .build())
                .getRunsList();

        assertThat(found).hasSize(expected);
        assertThat(found).allMatch(each -> each.getLabelsMap().get("dedupe").equals("x"));
    }

    @Test
    void findsRunsWithAPausedAction() {
        String project = project("paused");
        RunIdentifier run = write.runIn(project);
        write.runIn(project);
        write.phase(write.child(run, "c"), ActionPhase.ACTION_PHASE_PAUSED);

        List<Run> found = runs.listRuns(ListRunsRequest.newBuilder()
                        .setProjectId(ProjectIdentifier.newBuilder()
                                .setDomain("development")
                                .setName(project))
                        .setPausedActionsOnly(true)
                        .build())
                .getRunsList();

        assertThat(found)
                .extracting(each -> each.getAction().getId().getRun().getName())
                .containsExactly(run.getName());
    }

    @Test
    void refusesInvalidRequests() {
        RunIdentifier run = write.run();
        for (ListRequest request : List.of(
                ListRequest.newBuilder().setLimit(201).build(),
                ListRequest.newBuilder().setToken("-1").build(),
                ListRequest.newBuilder()
                        .addFilters(filter("nope", Function.EQUAL, "x"))
                        .build(),
                ListRequest.newBuilder()
                        .addFilters(filter("phase", Function.EQUAL, "x"))
                        .build())) {
            assertThatThrownBy(() -> runs.listActions(ListActionsRequest.newBuilder()
                            .setRunId(run)
                            .setRequest(request)
                            .build()))
                    .hasMessageContaining("INVALID_ARGUMENT");
        }
    }

    @Test
    void listsTheSeededProjectWithItsDomains() {
        List<Project> found = projects.listProjects(ListProjectsRequest.newBuilder()
                        .setLimit(100)
                        .setFilters("eq(state,0)+contains(name, flytesnacks)")
                        .build())
                .getProjects()
                .getProjectsList();

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().getDomainsList())
                .extracting(domain -> domain.getId() + "/" + domain.getName())
                .containsExactly("development/Development", "staging/Staging", "production/Production");
    }

    /** A new project. */
    private String project(String prefix) {
        String id = prefix + System.nanoTime();
        projects.createProject(CreateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setId(id).setName(id))
                .build());
        return id;
    }

    private static Filter filter(String field, Function function, String values) {
        Filter.Builder filter = Filter.newBuilder().setField(field).setFunction(function);
        if (values != null) {
            filter.addAllValues(List.of(values.split(";")));
        }
        return filter.build();
    }
}
