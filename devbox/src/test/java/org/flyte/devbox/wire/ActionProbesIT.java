package org.flyte.devbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flyte.devbox.wire.ConnectClient.Answer;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.workflow.Action;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.WatchActionDetailsRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Wire probes W9, W11 and W15 of docs/wire-probes.md: what Enqueue promises. */
@ExtendWith(SharedDevbox.class)
class ActionProbesIT {
    private final DevboxProcess devbox;
    private final ConnectClient client;
    private final Given given;

    ActionProbesIT(DevboxProcess devbox) {
        this.devbox = devbox;
        this.client = new ConnectClient(devbox.port());
        this.given = new Given(devbox);
    }

    @Test
    @DisplayName("W9 twenty concurrent Enqueue of one action: one execution, each OK or ALREADY_EXISTS")
    void w9ConcurrentEnqueueOfOneActionIsOneExecution() throws IOException {
        String run = given.sleepingRun();
        Path marks = devbox.scratch().resolve(run);
        EnqueueRequest request = given.task(run, "once", "echo executed >> " + marks);

        List<Answer> answers = Concurrently.call(() -> client.ask(ActionsServiceGrpc.getEnqueueMethod(), request));

        assertThat(answers)
                .allMatch(
                        answer -> answer.status() == 200 || answer.code().equals("already_exists"),
                        "OK or ALREADY_EXISTS");
        assertThat(given.ended(run, "once").getStatus())
                .returns(ActionPhase.ACTION_PHASE_SUCCEEDED, status -> status.getPhase())
                .returns(1, status -> status.getAttempts());
        given.enqueue(request);
        assertThat(Files.readAllLines(marks)).containsExactly("executed");
        assertThat(namesIn(run, "")).containsExactlyInAnyOrder("a0", "once");
        given.abort(run);
    }

    @Test
    @DisplayName("W11 org \"\" from the client and \"local\" from the pod name the same rows")
    void w11OrgTakesNoPart() throws IOException {
        String run = given.sleepingRun();
        EnqueueRequest fromPod = withOrg("local", given.task(run, "child", Given.SLEEPER));

        given.enqueue(fromPod);
        given.enqueue(withOrg("", fromPod));
        given.enqueue(withOrg("127", fromPod));

        for (String org : List.of("", "local", "127")) {
            assertThat(namesIn(run, org)).as("org '%s'", org).containsExactlyInAnyOrder("a0", "child");
            assertThat(client.call(
                                    RunServiceGrpc.getGetRunDetailsMethod(),
                                    GetRunDetailsRequest.newBuilder()
                                            .setRunId(Given.run(org, run))
                                            .build())
                            .getDetails()
                            .getAction()
                            .getId()
                            .getRun()
                            .getName())
                    .isEqualTo(run);
            assertThat(firstUpdate(run, org)).isEqualTo("child");
        }
        assertThat(client.call(
                                RunServiceGrpc.getCreateRunMethod(),
                                Given.createRun("probe.root", Given.SLEEPER)
                                        .setRunId(Given.run("local", run))
                                        .build())
                        .getRun()
                        .getAction()
                        .getId()
                        .getName())
                .as("the same run again, under another org")
                .isEqualTo("a0");
        try (var details = ConnectStream.open(
                devbox.port(),
                RunServiceGrpc.getWatchActionDetailsMethod(),
                WatchActionDetailsRequest.newBuilder()
                        .setActionId(Given.action(run, "child").toBuilder().setRun(Given.run("local", run)))
                        .build())) {
            assertThat(details.next()).isPresent();
        }
        given.abort(run);
    }

    @Test
    @DisplayName("W15 Enqueue under an aborted run: ABORTED")
    void w15EnqueueUnderAnAbortedRunIsAborted() {
        String run = given.sleepingRun();
        given.abort(run);

        for (EnqueueRequest late : List.of(given.task(run, "late", Given.SLEEPER), given.trace(run, "trace"))) {
            Answer answer = client.ask(ActionsServiceGrpc.getEnqueueMethod(), late);

            assertThat(answer.code()).isEqualTo("aborted");
            assertThat(answer.status()).isEqualTo(409);
        }
        assertThat(namesIn(run, "")).containsExactly("a0");
    }

    private String firstUpdate(String run, String org) throws IOException {
        var request = Given.watch(run).toBuilder();
        request.getParentActionIdBuilder().setRun(Given.run(org, run));
        try (var stream =
                ConnectStream.open(devbox.port(), ActionsServiceGrpc.getWatchForUpdatesMethod(), request.build())) {
            return stream.next().orElseThrow().getActionUpdate().getActionId().getName();
        }
    }

    private List<String> namesIn(String run, String org) {
        return client
                .call(
                        RunServiceGrpc.getListActionsMethod(),
                        ListActionsRequest.newBuilder()
                                .setRunId(Given.run(org, run))
                                .setRequest(ListRequest.newBuilder().setLimit(100))
                                .build())
                .getActionsList()
                .stream()
                .map(Action::getId)
                .map(id -> id.getName())
                .toList();
    }

    private static EnqueueRequest withOrg(String org, EnqueueRequest request) {
        EnqueueRequest.Builder changed = request.toBuilder();
        changed.getActionBuilder().getActionIdBuilder().getRunBuilder().setOrg(org);
        return changed.build();
    }
}
