package org.flyte.dataproxy.runs;

import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.common.TriggerIdentifier;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.project.GetProjectRequest;
import org.flyte.idl.project.MutinyProjectServiceGrpc.MutinyProjectServiceStub;
import org.flyte.idl.project.Project;
import org.flyte.idl.settings.GetSettingsRequest;
import org.flyte.idl.settings.MutinySettingsServiceGrpc.MutinySettingsServiceStub;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.SettingsKey;
import org.flyte.idl.task.GetTaskDetailsRequest;
import org.flyte.idl.task.MutinyTaskServiceGrpc.MutinyTaskServiceStub;
import org.flyte.idl.task.TaskDetails;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.trigger.GetTriggerDetailsRequest;
import org.flyte.idl.trigger.GetTriggerRevisionDetailsRequest;
import org.flyte.idl.trigger.MutinyTriggerServiceGrpc.MutinyTriggerServiceStub;
import org.flyte.idl.trigger.TriggerDetails;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.GetActionDataURIsRequest;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.GetActionLogContextRequest;
import org.flyte.idl.workflow.MutinyRunServiceGrpc.MutinyRunServiceStub;
import org.flyte.platform.model.ActionKey;

/** Calls to runs-service; its status codes pass through unchanged. */
@ApplicationScoped
public class RunsClient {
    private final MutinyRunServiceStub runs;
    private final MutinyProjectServiceStub projects;
    private final MutinyTaskServiceStub tasks;
    private final MutinyTriggerServiceStub triggers;
    private final MutinySettingsServiceStub settings;

    RunsClient(
            @GrpcClient("runs") MutinyRunServiceStub runs,
            @GrpcClient("runs") MutinyProjectServiceStub projects,
            @GrpcClient("runs") MutinyTaskServiceStub tasks,
            @GrpcClient("runs") MutinyTriggerServiceStub triggers,
            @GrpcClient("runs") MutinySettingsServiceStub settings) {
        this.runs = runs;
        this.projects = projects;
        this.tasks = tasks;
        this.triggers = triggers;
        this.settings = settings;
    }

    public Uni<Project> project(String id) {
        return projects.getProject(GetProjectRequest.newBuilder().setId(id).build())
                .map(answer -> answer.getProject());
    }

    public Uni<TaskDetails> task(TaskIdentifier id) {
        return tasks.getTaskDetails(
                        GetTaskDetailsRequest.newBuilder().setTaskId(id).build())
                .map(answer -> answer.getDetails());
    }

    public Uni<TriggerDetails> trigger(TriggerName name) {
        return triggers.getTriggerDetails(
                        GetTriggerDetailsRequest.newBuilder().setName(name).build())
                .map(answer -> answer.getTrigger());
    }

    /** A trigger as it was at a revision. */
    public Uni<TriggerDetails> trigger(TriggerIdentifier id) {
        return triggers.getTriggerRevisionDetails(
                        GetTriggerRevisionDetailsRequest.newBuilder().setId(id).build())
                .map(answer -> answer.getTrigger());
    }

    /** The settings in force in a project. */
    public Uni<Settings> settings(String project, String domain) {
        return settings.getSettings(GetSettingsRequest.newBuilder()
                        .setKey(SettingsKey.newBuilder().setDomain(domain).setProject(project))
                        .build())
                .map(answer -> answer.getSettingsRecord().getSettings());
    }

    public Uni<GetActionDataURIsResponse> dataUris(ActionKey action) {
        return runs.getActionDataURIs(GetActionDataURIsRequest.newBuilder()
                .setActionId(action.toProto())
                .build());
    }

    public Uni<ActionDetails> action(ActionKey action) {
        return runs.getActionDetails(GetActionDetailsRequest.newBuilder()
                        .setActionId(action.toProto())
                        .build())
                .map(answer -> answer.getDetails());
    }

    public Uni<LogContext> logContext(ActionKey action, int attempt) {
        return runs.getActionLogContext(GetActionLogContextRequest.newBuilder()
                        .setActionId(action.toProto())
                        .setAttempt(attempt)
                        .build())
                .map(answer -> answer.getLogContext());
    }
}
