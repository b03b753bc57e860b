package org.flyte.runs.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.IntStream;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.Sort;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Parameter;
import org.flyte.idl.task.Cron;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.DocumentationEntity;
import org.flyte.idl.task.Environment;
import org.flyte.idl.task.GetTaskDetailsRequest;
import org.flyte.idl.task.ListTasksRequest;
import org.flyte.idl.task.ListTasksResponse;
import org.flyte.idl.task.ListVersionsRequest;
import org.flyte.idl.task.NamedParameter;
import org.flyte.idl.task.Schedule;
import org.flyte.idl.task.Task;
import org.flyte.idl.task.TaskDetails;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskName;
import org.flyte.idl.task.TaskServiceGrpc.TaskServiceBlockingStub;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TaskSpecSource;
import org.flyte.idl.task.TaskTrigger;
import org.flyte.idl.task.TaskTriggerSpec;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.GetTriggerDetailsRequest;
import org.flyte.idl.trigger.TriggerServiceGrpc.TriggerServiceBlockingStub;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.Requests;
import org.flyte.runs.trigger.TriggerKey;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class TaskTest extends RunsServiceTestBase {
    @GrpcClient("self")
    TaskServiceBlockingStub tasks;

    @GrpcClient("self")
    TriggerServiceBlockingStub triggers;

    private final String task = "env." + run;

    @Test
    void deploysAVersionAndReadsItWhole() {
        TaskSpec spec = spec().toBuilder()
                .setEnvironment(Environment.newBuilder().setName("env").setDescription("ä".repeat(300)))
                .setDocumentation(DocumentationEntity.newBuilder().setShortDescription("😀".repeat(300)))
                .build();

        deploy("v1", spec);

        TaskDetails details = details("v1");
        assertThat(details.getTaskId()).isEqualTo(id("v1"));
        assertThat(details.getMetadata().getShortName()).isEqualTo(run);
        assertThat(details.getMetadata().getEnvironmentName()).isEqualTo("env");
        assertThat(details.getMetadata().hasDeployedAt()).isTrue();
        assertThat(details.getSpec().getTaskTemplate()).isEqualTo(spec.getTaskTemplate());
        assertThat(details.getSpec().getEnvironment().getDescription()).isEqualTo("ä".repeat(255));
        assertThat(details.getMetadata().getShortDescription()).isEqualTo("😀".repeat(255));
        assertThatThrownBy(() -> details("v2"))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("version v2 is not deployed");
    }

    @Test
    void replacesAVersionThatIsDeployedAgainAndMakesItTheLatest() {
        deploy("v1", spec());
        deploy("v2", spec());
        assertThat(latest().getTaskId().getVersion()).isEqualTo("v2");

        deploy("v1", spec().toBuilder().setShortName("other").build());

        assertThat(details("v1").getSpec().getShortName()).isEqualTo("other");
        assertThat(latest().getTaskId().getVersion()).isEqualTo("v1");
        assertThat(tasks.listVersions(ListVersionsRequest.newBuilder()
                                .setTaskName(TaskName.newBuilder()
                                        .setProject(Requests.PROJECT)
                                        .setDomain(Requests.DOMAIN)
                                        .setName(task))
                                .build())
                        .getVersionsList())
                .extracting(version -> version.getVersion())
                .containsExactly("v1", "v2");
    }

    @Test
    void listsEachTaskOnceInPagesWithTotals() {
        String prefix = "env." + run + "-";
        IntStream.range(0, 7)
                .forEach(i -> List.of("v1", "v2")
                        .forEach(version -> tasks.deployTask(DeployTaskRequest.newBuilder()
                                .setTaskId(id(version).toBuilder().setName(prefix + i))
                                .setSpec(spec())
                                .build())));
        ListRequest.Builder page = ListRequest.newBuilder()
                .setLimit(3)
                .addFilters(Filter.newBuilder()
                        .setFunction(Filter.Function.CONTAINS)
                        .setField("name")
                        .addValues(prefix))
                .addSortByFields(Sort.newBuilder().setKey("name").setDirection(Sort.Direction.ASCENDING));

        ListTasksResponse first = list(page.build());
        ListTasksResponse second = list(page.setToken(first.getToken()).build());
        ListTasksResponse third = list(page.setToken(second.getToken()).build());

        assertThat(names(first)).containsExactly(prefix + 0, prefix + 1, prefix + 2);
        assertThat(names(second)).containsExactly(prefix + 3, prefix + 4, prefix + 5);
        assertThat(names(third)).containsExactly(prefix + 6);
        assertThat(third.getToken()).isEmpty();
        assertThat(third.getTasks(0).getTaskId().getVersion()).isEqualTo("v2");
        assertThat(List.of(first, second, third)).allSatisfy(answer -> {
            assertThat(answer.getMetadata().getFilteredTotal()).isEqualTo(7);
            assertThat(answer.getMetadata().getTotal()).isGreaterThanOrEqualTo(7);
        });
    }

    @Test
    void runsADeployedTaskAndShowsItsLatestRun() {
        deploy(
                "v1",
                spec().toBuilder()
                        .addDefaultInputs(NamedParameter.newBuilder()
                                .setName("y")
                                .setParameter(Parameter.newBuilder()
                                        .setDefault(Literal.newBuilder().setHash("default"))))
                        .build());

        runs.createRun(CreateRunRequest.newBuilder()
                .setRunId(Requests.run(run))
                .setTaskId(id("v1"))
                .setInputs(Requests.inputs(1))
                .build());

        RunDetails details = runs.getRunDetails(GetRunDetailsRequest.newBuilder()
                        .setRunId(Requests.run(run))
                        .build())
                .getDetails();
        assertThat(details.getAction().getMetadata().getTask().getId()).isEqualTo(id("v1"));
        assertThat(details.getRunSpec().getTaskSpecSource()).isEqualTo(TaskSpecSource.TASK_SPEC_SOURCE_DEPLOYED);
        assertThat(latest().getTaskSummary().getLatestRun().getRunId().getName())
                .isEqualTo(run);
        assertThatThrownBy(() -> runs.createRun(CreateRunRequest.newBuilder()
                        .setRunId(Requests.run(run + "x"))
                        .setTaskId(id("never"))
                        .build()))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("version never is not deployed");
    }

    @Test
    void replacesTheTriggersOfATaskAsASet() {
        deploy("v1", spec(), trigger("a", true), trigger("b", false));
        assertThat(latest().getMetadata().getTriggersSummary().getStats().getTotal())
                .isEqualTo(2);
        assertThat(latest().getMetadata().getTriggersSummary().getStats().getActive())
                .isEqualTo(1);

        deploy("v1", spec(), trigger("b", true));
        assertThat(latest().getMetadata().getTriggersSummary().getDetails().getName())
                .isEqualTo("b");
        assertThat(latest().getMetadata().getTriggersSummary().getDetails().getActive())
                .isTrue();
        assertThatThrownBy(() -> triggers.getTriggerDetails(GetTriggerDetailsRequest.newBuilder()
                        .setName(new TriggerKey(Requests.PROJECT, Requests.DOMAIN, task, "a").toProto())
                        .build()))
                .hasMessageContaining("NOT_FOUND");

        deploy("v1", spec());
        assertThat(latest().getMetadata().hasTriggersSummary()).isFalse();
    }

    @Test
    void refusesWhatCannotBeDeployed() {
        DeployTaskRequest good = DeployTaskRequest.newBuilder()
                .setTaskId(id("v1"))
                .setSpec(spec())
                .build();

        refused(
                "INVALID_ARGUMENT",
                "task_id.name is required",
                good.toBuilder().setTaskId(id("v1").toBuilder().clearName()));
        refused("INVALID_ARGUMENT", "NUL", good.toBuilder().setTaskId(id("v\0")));
        refused("INVALID_ARGUMENT", "task_id.version has 300", good.toBuilder().setTaskId(id("v".repeat(300))));
        refused(
                "NOT_FOUND",
                "project nowhere",
                good.toBuilder().setTaskId(id("v1").toBuilder().setProject("nowhere")));
        refused(
                "INVALID_ARGUMENT",
                "schedule.cron.expression",
                good.toBuilder().addTriggers(trigger("a", true).toBuilder().setAutomationSpec(cron("never"))));
        assertThatThrownBy(() -> details("v1")).as("nothing was written").hasMessageContaining("NOT_FOUND");
    }

    private void refused(String code, String message, DeployTaskRequest.Builder request) {
        assertThatThrownBy(() -> tasks.deployTask(request.build()))
                .hasMessageContaining(code)
                .hasMessageContaining(message);
    }

    private void deploy(String version, TaskSpec spec, TaskTrigger... with) {
        tasks.deployTask(DeployTaskRequest.newBuilder()
                .setTaskId(id(version))
                .setSpec(spec)
                .addAllTriggers(List.of(with))
                .build());
    }

    private TaskDetails details(String version) {
        return tasks.getTaskDetails(GetTaskDetailsRequest.newBuilder()
                        .setTaskId(id(version))
                        .build())
                .getDetails();
    }

    /** As the SDK looks for the latest version. */
    private Task latest() {
        return list(ListRequest.newBuilder()
                        .setLimit(1)
                        .addFilters(Filter.newBuilder()
                                .setFunction(Filter.Function.EQUAL)
                                .setField("name")
                                .addValues(task))
                        .setSortBy(Sort.newBuilder().setKey("created_at"))
                        .build())
                .getTasks(0);
    }

    private ListTasksResponse list(ListRequest request) {
        return tasks.listTasks(ListTasksRequest.newBuilder()
                .setProjectId(
                        ProjectIdentifier.newBuilder().setName(Requests.PROJECT).setDomain(Requests.DOMAIN))
                .setRequest(request)
                .build());
    }

    private static List<String> names(ListTasksResponse page) {
        return page.getTasksList().stream().map(t -> t.getTaskId().getName()).toList();
    }

    private TaskSpec spec() {
        return Requests.spec(task).toBuilder()
                .setEnvironment(Environment.newBuilder().setName("env"))
                .build();
    }

    private TaskIdentifier id(String version) {
        return TaskIdentifier.newBuilder()
                .setProject(Requests.PROJECT)
                .setDomain(Requests.DOMAIN)
                .setName(task)
                .setVersion(version)
                .build();
    }

    private static TaskTrigger trigger(String name, boolean active) {
        return TaskTrigger.newBuilder()
                .setName(name)
                .setSpec(TaskTriggerSpec.newBuilder().setActive(active))
                .setAutomationSpec(cron("0 0 1 1 *"))
                .build();
    }

    private static TriggerAutomationSpec cron(String expression) {
        return TriggerAutomationSpec.newBuilder()
                .setSchedule(Schedule.newBuilder().setCron(Cron.newBuilder().setExpression(expression)))
                .build();
    }
}
