package org.flyte.dataproxy.support;

import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import org.flyte.idl.project.GetProjectRequest;
import org.flyte.idl.project.GetProjectResponse;
import org.flyte.idl.project.MutinyProjectServiceGrpc;
import org.flyte.idl.project.Project;
import org.flyte.idl.settings.GetSettingsRequest;
import org.flyte.idl.settings.GetSettingsResponse;
import org.flyte.idl.settings.MutinySettingsServiceGrpc;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.SettingsRecord;
import org.flyte.idl.task.GetTaskDetailsRequest;
import org.flyte.idl.task.GetTaskDetailsResponse;
import org.flyte.idl.task.MutinyTaskServiceGrpc;
import org.flyte.idl.task.TaskDetails;
import org.flyte.idl.trigger.GetTriggerDetailsRequest;
import org.flyte.idl.trigger.GetTriggerDetailsResponse;
import org.flyte.idl.trigger.GetTriggerRevisionDetailsRequest;
import org.flyte.idl.trigger.GetTriggerRevisionDetailsResponse;
import org.flyte.idl.trigger.MutinyTriggerServiceGrpc;
import org.flyte.idl.trigger.TriggerDetails;
import org.flyte.idl.workflow.GetActionDataURIsRequest;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.GetActionDetailsResponse;
import org.flyte.idl.workflow.GetActionLogContextRequest;
import org.flyte.idl.workflow.GetActionLogContextResponse;
import org.flyte.idl.workflow.MutinyRunServiceGrpc;

/** The services of runs-service that the data proxy asks, answering from {@link StubRuns}. */
final class StubServices {
    private StubServices() {}

    private static <T> Uni<T> find(Map<String, T> known, String name) {
        T found = known.get(name);
        return found == null
                ? Uni.createFrom()
                        .failure(Status.NOT_FOUND
                                .withDescription(name + " is not there")
                                .asRuntimeException())
                : Uni.createFrom().item(found);
    }

    @GrpcService
    static class Projects extends MutinyProjectServiceGrpc.ProjectServiceImplBase {
        private final StubRuns stub;

        Projects(StubRuns stub) {
            this.stub = stub;
        }

        @Override
        public Uni<GetProjectResponse> getProject(GetProjectRequest request) {
            stub.projectLookups.incrementAndGet();
            if (!stub.projects.contains(request.getId())) {
                return Uni.createFrom().failure(Status.NOT_FOUND.asRuntimeException());
            }
            return Uni.createFrom()
                    .item(GetProjectResponse.newBuilder()
                            .setProject(Project.newBuilder().setId(request.getId()))
                            .build());
        }
    }

    @GrpcService
    static class ProjectSettings extends MutinySettingsServiceGrpc.SettingsServiceImplBase {
        private final StubRuns stub;

        ProjectSettings(StubRuns stub) {
            this.stub = stub;
        }

        @Override
        public Uni<GetSettingsResponse> getSettings(GetSettingsRequest request) {
            return Uni.createFrom()
                    .item(GetSettingsResponse.newBuilder()
                            .setSettingsRecord(SettingsRecord.newBuilder()
                                    .setKey(request.getKey())
                                    .setSettings(stub.settings.getOrDefault(
                                            request.getKey().getProject(), Settings.getDefaultInstance())))
                            .build());
        }
    }

    @GrpcService
    static class Tasks extends MutinyTaskServiceGrpc.TaskServiceImplBase {
        private final StubRuns stub;

        Tasks(StubRuns stub) {
            this.stub = stub;
        }

        @Override
        public Uni<GetTaskDetailsResponse> getTaskDetails(GetTaskDetailsRequest request) {
            return find(
                            stub.tasks,
                            request.getTaskId().getName() + "@"
                                    + request.getTaskId().getVersion())
                    .map(spec -> GetTaskDetailsResponse.newBuilder()
                            .setDetails(TaskDetails.newBuilder().setSpec(spec))
                            .build());
        }
    }

    @GrpcService
    static class Triggers extends MutinyTriggerServiceGrpc.TriggerServiceImplBase {
        private final StubRuns stub;

        Triggers(StubRuns stub) {
            this.stub = stub;
        }

        @Override
        public Uni<GetTriggerDetailsResponse> getTriggerDetails(GetTriggerDetailsRequest request) {
            return find(stub.triggers, request.getName().getName())
                    .map(spec -> GetTriggerDetailsResponse.newBuilder()
                            .setTrigger(TriggerDetails.newBuilder().setSpec(spec))
                            .build());
        }

        @Override
        public Uni<GetTriggerRevisionDetailsResponse> getTriggerRevisionDetails(
                GetTriggerRevisionDetailsRequest request) {
            return find(stub.triggers, request.getId().getName().getName())
                    .map(spec -> GetTriggerRevisionDetailsResponse.newBuilder()
                            .setTrigger(TriggerDetails.newBuilder().setSpec(spec))
                            .build());
        }
    }

    @GrpcService
    static class Runs extends MutinyRunServiceGrpc.RunServiceImplBase {
        private final StubRuns stub;

        Runs(StubRuns stub) {
            this.stub = stub;
        }

        @Override
        public Uni<GetActionDataURIsResponse> getActionDataURIs(GetActionDataURIsRequest request) {
            return find(stub.dataUris, request.getActionId().getName());
        }

        @Override
        public Uni<GetActionDetailsResponse> getActionDetails(GetActionDetailsRequest request) {
            return find(stub.actions, request.getActionId().getName())
                    .map(details -> GetActionDetailsResponse.newBuilder()
                            .setDetails(details)
                            .build());
        }

        @Override
        public Uni<GetActionLogContextResponse> getActionLogContext(GetActionLogContextRequest request) {
            return find(stub.logContexts, request.getActionId().getName())
                    .map(context -> GetActionLogContextResponse.newBuilder()
                            .setLogContext(context)
                            .build());
        }
    }
}
