package org.flyte.runs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.common.Relation;
import org.flyte.idl.common.RelationType;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskServiceGrpc.TaskServiceBlockingStub;
import org.flyte.idl.task.TaskTrigger;
import org.flyte.idl.task.TaskTriggerSpec;
import org.flyte.idl.trigger.DeployTriggerRequest;
import org.flyte.idl.trigger.TriggerServiceGrpc.TriggerServiceBlockingStub;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.CreateTrackedRunRequest;
import org.flyte.idl.workflow.TrackedRunServiceGrpc.TrackedRunServiceBlockingStub;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pod of a run reads its inputs with its own credentials: whoever asks for a run must not name those of others. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class ForeignInputsTest extends RunsServiceTestBase {
    @GrpcClient("self")
    ProjectServiceBlockingStub projects;

    @GrpcClient("self")
    TaskServiceBlockingStub tasks;

    @GrpcClient("self")
    TriggerServiceBlockingStub triggers;

    @GrpcClient("self")
    TrackedRunServiceBlockingStub tracked;

    @Inject
    ObjectStore store;

    private String other;
    private OffloadedInputData foreign;

    @BeforeEach
    void makeAnotherProject() {
        other = "p-" + run;
        foreign = OffloadedInputData.newBuilder()
                .setUri(store.base() + "/uploads/" + other + "/development/offloaded-inputs/x")
                .setInputsHash("h")
                .build();
        projects.createProject(CreateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setId(other).setName(other))
                .build());
    }

    @Test
    void areRefusedForARun() {
        assertRefused(() -> runs.createRun(withForeignInputs().build()), "offloaded_input_data.uri");
        assertThat(selectOne("SELECT count(*) FROM actions WHERE run_name = '%s'".formatted(run)))
                .isEqualTo(0L);
    }

    @Test
    void areRefusedForATrackedRun() {
        assertRefused(
                () -> tracked.createRun(CreateTrackedRunRequest.newBuilder()
                        .setRunId(Requests.run("local-" + run))
                        .setTaskSpec(Requests.spec("pkg.main"))
                        .setOffloadedInputData(foreign)
                        .build()),
                "offloaded_input_data.uri");
    }

    @Test
    void areRefusedForATrigger() {
        TaskIdentifier task = deploy(Requests.PROJECT);

        assertRefused(
                () -> triggers.deployTrigger(DeployTriggerRequest.newBuilder()
                        .setName(trigger(task))
                        .setSpec(TriggerSpec.newBuilder().setTaskVersion("v1").setOffloadedInputData(foreign))
                        .build()),
                "spec.offloaded_input_data.uri");
        assertRefused(
                () -> tasks.deployTask(DeployTaskRequest.newBuilder()
                        .setTaskId(task)
                        .setSpec(Requests.spec(task.getName()))
                        .addTriggers(TaskTrigger.newBuilder()
                                .setName("at")
                                .setSpec(TaskTriggerSpec.newBuilder().setOffloadedInputData(foreign)))
                        .build()),
                "triggers.spec.offloaded_input_data.uri");
    }

    @Test
    void areTakenFromTheRunThatIsRepeated() {
        Relation earlier = Relation.newBuilder()
                .setRelatedTo(RunIdentifier.newBuilder()
                        .setProject(other)
                        .setDomain(Requests.DOMAIN)
                        .setName("r1"))
                .setRelationType(RelationType.RELATION_TYPE_RERUN)
                .build();

        runs.createRun(withForeignInputs()
                .setRunSpec(RunSpec.newBuilder().setRelation(earlier))
                .build());

        assertThat(inputs()).isEqualTo(foreign.getUri() + "/inputs.pb");
    }

    @Test
    void areTakenFromATriggerOfAnotherProject() {
        TaskIdentifier task = deploy(other);
        triggers.deployTrigger(DeployTriggerRequest.newBuilder()
                .setName(trigger(task))
                .setSpec(TriggerSpec.newBuilder().setTaskVersion("v1").setOffloadedInputData(foreign))
                .build());

        runs.createRun(CreateRunRequest.newBuilder()
                .setRunId(Requests.run(run))
                .setTriggerName(trigger(task))
                .build());

        assertThat(inputs()).isEqualTo(foreign.getUri() + "/inputs.pb");
    }

    @Test
    void areRefusedAsABaseOutsideTheStore() {
        assertRefused(
                () -> runs.createRun(Requests.named(run).toBuilder()
                        .setOffloadedInputData(OffloadedInputData.newBuilder()
                                .setUri(store.base() + "/uploads/flytesnacks/development/x")
                                .setInputsHash("h"))
                        .setRunSpec(RunSpec.newBuilder().setRunBaseDir("s3://elsewhere/base"))
                        .build()),
                "run_spec.run_base_dir");
    }

    private CreateRunRequest.Builder withForeignInputs() {
        return Requests.named(run).toBuilder().setOffloadedInputData(foreign);
    }

    private TaskIdentifier deploy(String project) {
        TaskIdentifier task = TaskIdentifier.newBuilder()
                .setProject(project)
                .setDomain(Requests.DOMAIN)
                .setName("env." + run)
                .setVersion("v1")
                .build();
        tasks.deployTask(DeployTaskRequest.newBuilder()
                .setTaskId(task)
                .setSpec(Requests.spec(task.getName()))
                .build());
        return task;
    }

    private static TriggerName trigger(TaskIdentifier task) {
        return TriggerName.newBuilder()
                .setProject(task.getProject())
                .setDomain(task.getDomain())
                .setTaskName(task.getName())
                .setName("at")
                .build();
    }

    private Object inputs() {
        return selectOne("SELECT input_uri FROM actions WHERE run_name = '%s'".formatted(run));
    }

    private static void assertRefused(ThrowingCallable call, String field) {
        assertThatThrownBy(call).hasMessageContaining("INVALID_ARGUMENT: " + field);
    }
}
