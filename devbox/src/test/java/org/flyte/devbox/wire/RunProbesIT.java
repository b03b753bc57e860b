package org.flyte.devbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.flyte.devbox.wire.ConnectClient.Answer;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.Run;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Wire probes W10 and W14 of docs/wire-probes.md: a run is created once, whatever happens to the call. */
@ExtendWith(SharedDevbox.class)
class RunProbesIT {
    private static final String TIMEOUT_MILLIS = "5000";
    private static final Duration IN_TIME = Duration.ofMillis(6000);
    private static final int CALLS = 50;

    private final DevboxProcess devbox;
    private final ConnectClient client;
    private final Given given;

    RunProbesIT(DevboxProcess devbox) {
        this.devbox = devbox;
        this.client = new ConnectClient(devbox.port());
        this.given = new Given(devbox);
    }

    @Test
    @DisplayName("W10 CreateRun with the same x-request-id and no name: the same run")
    void w10OneRequestIdIsOneRun() {
        String task = "probe." + Given.name();
        CreateRunRequest request = unnamed(task, "true");
        String id = UUID.randomUUID().toString();

        String first = created(ask(request, id));
        List<Answer> atOnce = Concurrently.call(() -> ask(request, id));
        String otherId = UUID.randomUUID().toString();
        List<Answer> othersAtOnce = Concurrently.call(() -> ask(request, otherId));

        assertThat(atOnce).extracting(this::created).containsOnly(first);
        String second = created(othersAtOnce.getFirst());
        assertThat(othersAtOnce).extracting(this::created).containsOnly(second);
        assertThat(second).isNotEqualTo(first);
        assertThat(runsOf(task)).containsExactlyInAnyOrder(first, second);
    }

    @Test
    @DisplayName("W14 connect-timeout-ms 5000 with a blocked database: an answer in time, idempotent later")
    void w14ABlockedDatabaseIsAnsweredInTime() throws Exception {
        String parent = given.sleepingRun();
        String task = "probe." + Given.name();
        CreateRunRequest request = unnamed(task, "true");
        EnqueueRequest child = given.task(parent, "blocked", "true");
        String id = UUID.randomUUID().toString();

        try (Connection session = devbox.database()) {
            session.setAutoCommit(false);
            session.createStatement().execute("LOCK TABLE actions IN ACCESS EXCLUSIVE MODE");
            Supplier<Timed> calls = () -> timed(() -> ask(request, id));
            List<Timed> answers = Concurrently.call(List.of(
                    calls,
                    () -> timed(() -> client.ask(
                            ActionsServiceGrpc.getEnqueueMethod(), child, "connect-timeout-ms", TIMEOUT_MILLIS))));
            session.rollback();

            assertThat(answers).allSatisfy(timed -> {
                assertThat(timed.answer().code()).isIn("deadline_exceeded", "unavailable");
                assertThat(timed.answer().status()).isIn(504, 503);
                assertThat(timed.took()).isLessThan(IN_TIME);
            });
        }

        String run = created(ask(request, id));
        assertThat(created(ask(request, id))).isEqualTo(run);
        assertThat(runsOf(task)).containsExactly(run);
        given.enqueue(child);
        assertThat(given.ended(parent, "blocked").getStatus().getAttempts()).isEqualTo(1);
        given.abort(parent);
    }

    @Test
    @DisplayName("W14 a hundred calls that time out on a blocked database keep no connection of the pool")
    void w14TimedOutCallsLeakNothing() throws Exception {
        String task = "probe." + Given.name();
        try (Connection session = devbox.database()) {
            session.setAutoCommit(false);
            session.createStatement().execute("LOCK TABLE actions IN ACCESS EXCLUSIVE MODE");
            List<Answer> answers = Concurrently.call(
                    100,
                    () -> client.ask(
                            RunServiceGrpc.getListRunsMethod(), runsRequest(task), "connect-timeout-ms", "1000"));
            session.rollback();

            assertThat(answers).extracting(Answer::code).containsOnly("deadline_exceeded");
        }

        for (int i = 0; i < CALLS; i++) {
            Timed timed = timed(() -> client.ask(
                    RunServiceGrpc.getListRunsMethod(), runsRequest(task), "connect-timeout-ms", TIMEOUT_MILLIS));
            assertThat(timed.answer().status()).isEqualTo(200);
        }
    }

    private record Timed(Answer answer, Duration took) {}

    private static Timed timed(Supplier<Answer> call) {
        long began = System.nanoTime();
        Answer answer = call.get();
        return new Timed(answer, Duration.ofNanos(System.nanoTime() - began));
    }

    private Answer ask(CreateRunRequest request, String id) {
        return client.ask(
                RunServiceGrpc.getCreateRunMethod(), request, "x-request-id", id, "connect-timeout-ms", TIMEOUT_MILLIS);
    }

    private String created(Answer answer) {
        return nameOf(
                client.decoded(RunServiceGrpc.getCreateRunMethod(), answer).getRun());
    }

    private List<String> runsOf(String task) {
        return client.call(RunServiceGrpc.getListRunsMethod(), runsRequest(task)).getRunsList().stream()
                .map(RunProbesIT::nameOf)
                .toList();
    }

    private static ListRunsRequest runsRequest(String task) {
        return ListRunsRequest.newBuilder()
                .setTaskId(Given.taskId(task))
                .setRequest(ListRequest.newBuilder().setLimit(100))
                .build();
    }

    private static CreateRunRequest unnamed(String task, String script) {
        return Given.createRun(task, script).setProjectId(Given.project()).build();
    }

    private static String nameOf(Run run) {
        return run.getAction().getId().getRun().getName();
    }
}
