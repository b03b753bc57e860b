package org.flyte.runs.task;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.DeployTaskResponse;
import org.flyte.idl.task.GetTaskDetailsRequest;
import org.flyte.idl.task.GetTaskDetailsResponse;
import org.flyte.idl.task.ListTasksRequest;
import org.flyte.idl.task.ListTasksRequest.KnownFilter;
import org.flyte.idl.task.ListTasksResponse;
import org.flyte.idl.task.ListVersionsRequest;
import org.flyte.idl.task.ListVersionsResponse;
import org.flyte.idl.task.MutinyTaskServiceGrpc.TaskServiceImplBase;
import org.flyte.idl.task.TaskName;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unimplemented;
import org.flyte.platform.model.RequestFields;
import org.flyte.runs.list.rule.ListQuery;
import org.flyte.runs.trigger.TriggerVersion;

/** flyteidl2.task.TaskService. */
@GrpcService
public class TaskRpc extends TaskServiceImplBase {
    private static final int MAX_TRIGGERS = 100;

    private final DeployTask deployTask;
    private final GetTaskDetails getTaskDetails;
    private final ListTasks listTasks;
    private final ListTaskVersions listVersions;
    private final Clock clock;
    private final CallerAccess access;

    TaskRpc(
            DeployTask deployTask,
            GetTaskDetails getTaskDetails,
            ListTasks listTasks,
            ListTaskVersions listVersions,
            Clock clock,
            CallerAccess access) {
        this.deployTask = deployTask;
        this.getTaskDetails = getTaskDetails;
        this.listTasks = listTasks;
        this.listVersions = listVersions;
        this.clock = clock;
        this.access = access;
    }

    @Override
    public Uni<DeployTaskResponse> deployTask(DeployTaskRequest request) {
        TaskKey key = TaskKey.of("task_id", request.getTaskId());
        return deployTask
                .execute(TaskVersion.of(key, request.getSpec()), triggers(key, request))
                .replaceWith(DeployTaskResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetTaskDetailsResponse> getTaskDetails(GetTaskDetailsRequest request) {
        return getTaskDetails
                .execute(TaskKey.of("task_id", request.getTaskId()))
                .map(details ->
                        GetTaskDetailsResponse.newBuilder().setDetails(details).build());
    }

    @Override
    public Uni<ListTasksResponse> listTasks(ListTasksRequest request) {
        ListRequest list = withKnownFilters(request);
        return listTasks.execute(
                TaskSelection.of(request, access.readable()),
                ListQuery.of(list, TaskColumns.TASKS),
                ListQuery.of(list.toBuilder().clearToken().build(), TaskColumns.TASKS));
    }

    @Override
    public Uni<ListVersionsResponse> listVersions(ListVersionsRequest request) {
        TaskName name = request.getTaskName();
        return listVersions.execute(
                RequestFields.required("task_name.project", name.getProject()),
                RequestFields.required("task_name.domain", name.getDomain()),
                RequestFields.required("task_name.name", name.getName()),
                ListQuery.of(request.getRequest(), TaskColumns.VERSIONS));
    }

    private List<TriggerVersion> triggers(TaskKey task, DeployTaskRequest request) {
        if (request.getTriggersCount() > MAX_TRIGGERS) {
            throw new InvalidArgument(
                    "triggers has %d entries, at most %d are deployed with a task",
                    request.getTriggersCount(), MAX_TRIGGERS);
        }
        Instant now = clock.instant();
        return request.getTriggersList().stream()
                .map(trigger ->
                        TriggerVersion.of(task.project(), task.domain(), task.name(), task.version(), trigger, now))
                .toList();
    }

    private static ListRequest withKnownFilters(ListTasksRequest request) {
        ListRequest.Builder list = request.getRequest().toBuilder();
        request.getKnownFiltersList().forEach(known -> filter(known).ifPresent(list::addFilters));
        return list.build();
    }

    private static Optional<Filter> filter(KnownFilter known) {
        return switch (known.getFilterByCase()) {
            case DEPLOYED_BY ->
                Optional.of(Filter.newBuilder()
                        .setFunction(Filter.Function.EQUAL)
                        .setField("deployed_by")
                        .addValues(known.getDeployedBy())
                        .build());
            case IS_ENTRYPOINT -> {
                if (known.getIsEntrypoint()) {
                    throw new Unimplemented(
                            "known_filters.is_entrypoint: entry points of environments are not recorded");
                }
                yield Optional.empty();
            }
            case FILTERBY_NOT_SET -> Optional.empty();
        };
    }
}
