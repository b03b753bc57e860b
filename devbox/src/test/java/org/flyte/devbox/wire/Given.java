package org.flyte.devbox.wire;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.actions.WatchForUpdatesRequest;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.core.ResourceType;
import org.flyte.idl.core.RuntimeMetadata;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TraceSpec;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.idl.workflow.TraceAction;

/** Requests as clients and pods send them, and runs that are under way on one devbox. */
final class Given {
    static final String PROJECT = "flytesnacks";
    static final String DOMAIN = "development";
    static final String SLEEPER = "echo awake; exec sleep 600";
    static final Duration SOON = Duration.ofSeconds(30);

    private final DevboxProcess devbox;
    private final ConnectClient client;

    Given(DevboxProcess devbox) {
        this.devbox = devbox;
        this.client = new ConnectClient(devbox.port());
    }

    static String name() {
        return "w" + UUID.randomUUID().toString().replace("-", "").substring(0, 17);
    }

    static RunIdentifier run(String org, String name) {
        return RunIdentifier.newBuilder()
                .setOrg(org)
                .setProject(PROJECT)
                .setDomain(DOMAIN)
                .setName(name)
                .build();
    }

    static ActionIdentifier action(String run, String name) {
        return ActionIdentifier.newBuilder().setRun(run("", run)).setName(name).build();
    }

    static ProjectIdentifier project() {
        return ProjectIdentifier.newBuilder()
                .setOrganization("local")
                .setDomain(DOMAIN)
                .setName(PROJECT)
                .build();
    }

    static TaskIdentifier taskId(String task) {
        return TaskIdentifier.newBuilder()
                .setOrg("local")
                .setProject(PROJECT)
                .setDomain(DOMAIN)
                .setName(task)
                .setVersion("v1")
                .build();
    }

    /** A task without inputs and outputs whose pod is a shell with this script. */
    static TaskSpec shell(String task, String script) {
        return TaskSpec.newBuilder()
                .setTaskTemplate(TaskTemplate.newBuilder()
                        .setId(Identifier.newBuilder()
                                .setResourceType(ResourceType.TASK)
                                .setProject(PROJECT)
                                .setDomain(DOMAIN)
                                .setName(task)
                                .setVersion("v1"))
                        .setType("python-task")
                        .setMetadata(TaskMetadata.newBuilder()
                                .setRuntime(RuntimeMetadata.newBuilder().setVersion("2.12.1")))
                        .setInterface(TypedInterface.getDefaultInstance())
                        .setContainer(Container.newBuilder()
                                .setImage("none")
                                .addCommand("sh")
                                .addArgs("-c")
                                .addArgs(script)))
                .setShortName("shell")
                .build();
    }

    static CreateRunRequest.Builder createRun(String task, String script) {
        return CreateRunRequest.newBuilder().setTaskSpec(shell(task, script)).setInputs(Inputs.getDefaultInstance());
    }

    static WatchForUpdatesRequest watch(String run) {
        return WatchForUpdatesRequest.newBuilder()
                .setParentActionId(action(run, "a0"))
                .build();
    }

    /** A run whose root is a pod that only sleeps, and runs. */
    String sleepingRun() {
        String run = startedRun(SLEEPER);
        await().atMost(SOON).until(() -> details(run, "a0").getStatus().getPhase() == ActionPhase.ACTION_PHASE_RUNNING);
        return run;
    }

    String startedRun(String script) {
        String run = name();
        client.call(
                RunServiceGrpc.getCreateRunMethod(),
                createRun("probe.root", script).setRunId(run("", run)).build());
        return run;
    }

    ActionDetails details(String run, String action) {
        return client.call(
                        RunServiceGrpc.getGetActionDetailsMethod(),
                        GetActionDetailsRequest.newBuilder()
                                .setActionId(action(run, action))
                                .build())
                .getDetails();
    }

    /** Returns when the log of the action's first attempt can be asked for. */
    void awaitLogs(String run, String action) {
        await().atMost(Given.SOON)
                .until(() -> details(run, action).getAttemptsList().stream().anyMatch(ActionAttempt::hasLogContext));
    }

    ActionDetails ended(String run, String action) {
        await().atMost(SOON).until(() -> details(run, action).getStatus().hasEndTime());
        return details(run, action);
    }

    Action.Builder child(String run, String name) {
        return Action.newBuilder()
                .setActionId(action(run, name))
                .setParentActionName("a0")
                .setInputUri(folderOf(run) + name + "/inputs.pb")
                .setRunOutputBase(folderOf(run));
    }

    /** As the SDK names it. */
    private String folderOf(String run) {
        return "%s/%s/%s/%s/".formatted(devbox.store(), PROJECT, DOMAIN, run);
    }

    EnqueueRequest task(String run, String name, String script) {
        return EnqueueRequest.newBuilder()
                .setAction(child(run, name)
                        .setTask(TaskAction.newBuilder()
                                .setId(taskId("probe.child"))
                                .setSpec(shell("probe.child", script))))
                .build();
    }

    /** A traced call that has ended well: it reaches the parent's watch without a pod. */
    EnqueueRequest trace(String run, String name) {
        return EnqueueRequest.newBuilder()
                .setAction(child(run, name)
                        .setTrace(TraceAction.newBuilder()
                                .setName("probe.step")
                                .setPhase(ActionPhase.ACTION_PHASE_SUCCEEDED)
                                .setSpec(TraceSpec.getDefaultInstance())
                                .setOutputs(OutputReferences.newBuilder()
                                        .setOutputUri(folderOf(run) + name + "/outputs.pb"))))
                .build();
    }

    void enqueue(EnqueueRequest request) {
        client.call(ActionsServiceGrpc.getEnqueueMethod(), request);
    }

    void abort(String run) {
        client.call(
                RunServiceGrpc.getAbortRunMethod(),
                AbortRunRequest.newBuilder().setRunId(run("", run)).build());
    }
}
