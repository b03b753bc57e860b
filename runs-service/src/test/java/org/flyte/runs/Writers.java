package org.flyte.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ActionStatus;
import org.flyte.idl.workflow.InternalRunService;
import org.flyte.idl.workflow.RecordActionEventsRequest;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.runs.run.Requests;

/** Creates runs, records children and reports phases as clients and actions-service do: through the RPCs. */
public final class Writers {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int CONCURRENCY = 64;

    private final RunServiceBlockingStub runs;
    private final InternalRunService internal;

    public Writers(RunServiceBlockingStub runs, InternalRunService internal) {
        this.runs = runs;
        this.internal = internal;
    }

    /** A new run. */
    public RunIdentifier run() {
        return run(Requests.runName());
    }

    /** A new run of this name. */
    public RunIdentifier run(String name) {
        return runs.createRun(Requests.named(name)).getRun().getAction().getId().getRun();
    }

    /** A new run in another project, which must exist. */
    public RunIdentifier runIn(String project) {
        var request = Requests.named(Requests.runName()).toBuilder();
        request.getRunIdBuilder().setProject(project);
        return runs.createRun(request.build()).getRun().getAction().getId().getRun();
    }

    public static ActionIdentifier root(RunIdentifier run) {
        return action(run, "a0");
    }

    public static ActionIdentifier action(RunIdentifier run, String name) {
        return ActionIdentifier.newBuilder().setRun(run).setName(name).build();
    }

    /** Records a child of the root. */
    public ActionIdentifier child(RunIdentifier run, String name) {
        return child(run, name, "a0");
    }

    public ActionIdentifier child(RunIdentifier run, String name, String parent) {
        assertThat(record(request(run, name, parent)).getCode()).isZero();
        return action(run, name);
    }

    /** Records children c1 to cn of the root. */
    public List<ActionIdentifier> children(RunIdentifier run, int n) {
        List<String> names = IntStream.rangeClosed(1, n).mapToObj(i -> "c" + i).toList();
        Multi.createFrom()
                .iterable(names)
                .onItem()
                .transformToUni(name -> internal.recordAction(request(run, name, "a0")))
                .merge(CONCURRENCY)
                .invoke(response -> assertThat(response.getStatus().getCode()).isZero())
                .collect()
                .last()
                .await()
                .atMost(TIMEOUT);
        return names.stream().map(name -> action(run, name)).toList();
    }

    /** Records an action; answers the outcome in the body. */
    public Status record(RecordActionRequest request) {
        return internal.recordAction(request).await().atMost(TIMEOUT).getStatus();
    }

    /** Reports a phase of the first attempt. */
    public Status phase(ActionIdentifier id, ActionPhase phase) {
        return phase(id, phase, 1);
    }

    /** Reports a phase; answers the outcome in the body. */
    public Status phase(ActionIdentifier id, ActionPhase phase, int attempt) {
        return internal.updateActionStatus(status(id, phase, attempt))
                .await()
                .atMost(TIMEOUT)
                .getStatus();
    }

    /** Reports the same phase of the first attempts of many actions. */
    public void phases(Collection<ActionIdentifier> ids, ActionPhase phase) {
        Multi.createFrom()
                .iterable(ids)
                .onItem()
                .transformToUni(id -> internal.updateActionStatus(status(id, phase, 1)))
                .merge(CONCURRENCY)
                .collect()
                .last()
                .await()
                .atMost(TIMEOUT);
    }

    /** Records events, all or none; answers the outcome in the body. */
    public Status events(ActionEvent... events) {
        return internal.recordActionEvents(RecordActionEventsRequest.newBuilder()
                        .addAllEvents(List.of(events))
                        .build())
                .await()
                .atMost(TIMEOUT)
                .getStatus();
    }

    public static UpdateActionStatusRequest status(ActionIdentifier id, ActionPhase phase, int attempt) {
        return UpdateActionStatusRequest.newBuilder()
                .setActionId(id)
                .setStatus(ActionStatus.newBuilder().setPhase(phase).setAttempts(attempt))
                .build();
    }

    private static RecordActionRequest request(RunIdentifier run, String name, String parent) {
        return Requests.child(run.getName(), name, parent).toBuilder()
                .setActionId(action(run, name))
                .build();
    }
}
