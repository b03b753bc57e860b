package org.flyte.runs.replicas;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.project.GetProjectRequest;
import org.flyte.idl.project.ListProjectsRequest;
import org.flyte.idl.project.ProjectServiceGrpc;
import org.flyte.idl.settings.GetSettingsRequest;
import org.flyte.idl.settings.SettingsKey;
import org.flyte.idl.settings.SettingsServiceGrpc;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.ListTasksRequest;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskServiceGrpc;
import org.flyte.idl.trigger.ListTriggersRequest;
import org.flyte.idl.trigger.TriggerServiceGrpc;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.runs.replicas.History.UnexpectedAnswer;
import org.flyte.runs.run.Requests;

/** Calls RPCs of every kind that the driver does not call, one caller each, all the time: they succeed or are UNAVAILABLE. */
final class Readers implements AutoCloseable {
    private static final long PAUSE_MILLIS = 150;
    private static final ProjectIdentifier PROJECT = ProjectIdentifier.newBuilder()
            .setName(Requests.PROJECT)
            .setDomain(Requests.DOMAIN)
            .build();

    private final ServiceReplica replica;
    private final History history;
    private final Duration deadline;
    private final Map<String, Consumer<Channel>> calls = new TreeMap<>();
    private final SortedSet<String> answered = new ConcurrentSkipListSet<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param run a run that exists soon */
    Readers(ServiceReplica replica, History history, String run, Duration deadline) {
        this.replica = replica;
        this.history = history;
        this.deadline = deadline;
        readRuns(run);
        readTheRest();
    }

    private void readRuns(String run) {
        GetRunDetailsRequest details =
                GetRunDetailsRequest.newBuilder().setRunId(Requests.run(run)).build();
        calls.put("GetRunDetails", channel -> runs(channel).getRunDetails(details));
        GetActionDetailsRequest action = GetActionDetailsRequest.newBuilder()
                .setActionId(Requests.action(run, "a0"))
                .build();
        calls.put("GetActionDetails", channel -> runs(channel).getActionDetails(action));
        ListRunsRequest list =
                ListRunsRequest.newBuilder().setProjectId(PROJECT).build();
        calls.put("ListRuns", channel -> runs(channel).listRuns(list));
    }

    private void readTheRest() {
        calls.put(
                "ListProjects",
                channel -> ProjectServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline)
                        .listProjects(ListProjectsRequest.getDefaultInstance()));
        GetProjectRequest project =
                GetProjectRequest.newBuilder().setId(Requests.PROJECT).build();
        calls.put(
                "GetProject",
                channel -> ProjectServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline)
                        .getProject(project));
        ListTasksRequest tasks =
                ListTasksRequest.newBuilder().setProjectId(PROJECT).build();
        calls.put(
                "ListTasks",
                channel -> TaskServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline)
                        .listTasks(tasks));
        DeployTaskRequest deploy = DeployTaskRequest.newBuilder()
                .setTaskId(TaskIdentifier.newBuilder()
                        .setProject(Requests.PROJECT)
                        .setDomain(Requests.DOMAIN)
                        .setName("pkg.deployed")
                        .setVersion("v1"))
                .setSpec(Requests.spec("pkg.deployed"))
                .build();
        calls.put(
                "DeployTask",
                channel -> TaskServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline)
                        .deployTask(deploy));
        ListTriggersRequest triggers =
                ListTriggersRequest.newBuilder().setProjectId(PROJECT).build();
        calls.put(
                "ListTriggers",
                channel -> TriggerServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline)
                        .listTriggers(triggers));
        GetSettingsRequest settings = GetSettingsRequest.newBuilder()
                .setKey(SettingsKey.newBuilder().setProject(Requests.PROJECT).setDomain(Requests.DOMAIN))
                .build();
        calls.put(
                "GetSettings",
                channel -> SettingsServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(deadline)
                        .getSettings(settings));
    }

    void start() {
        calls.forEach((name, call) -> threads.execute(() -> repeat(name, call)));
    }

    void stop() {
        closed.countDown();
    }

    Set<String> names() {
        return calls.keySet();
    }

    /** The RPCs that succeeded at least once. */
    Set<String> answered() {
        return answered;
    }

    @Override
    public void close() {
        closed.countDown();
        threads.shutdownNow();
    }

    private void repeat(String name, Consumer<Channel> call) {
        try {
            while (closed.getCount() > 0) {
                once(name, call);
                closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once(String name, Consumer<Channel> call) {
        try {
            call.accept(replica.channel());
            answered.add(name);
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (closed.getCount() > 0 && code != Status.Code.UNAVAILABLE && code != Status.Code.NOT_FOUND) {
                history.add(new UnexpectedAnswer(name + ": " + e.getStatus()));
            }
        }
    }

    private RunServiceBlockingStub runs(Channel channel) {
        return RunServiceGrpc.newBlockingStub(channel).withDeadlineAfter(deadline);
    }
}
