package org.flyte.runs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.CreateRunResponse;
import org.flyte.idl.workflow.GetActionDetailsRequest;
import org.flyte.idl.workflow.Run;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.platform.model.Sha256;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.outbox.FakeActions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class CreateRunTest extends RunsServiceTestBase {
    @Inject
    ObjectStore store;

    @Inject
    ExpiredRequestSweep expiredRequests;

    @Test
    void storesInputsAndRootAndEnqueuesTheRoot() throws Exception {
        CreateRunRequest request = Requests.named(run).toBuilder()
                .setRunSpec(RunSpec.newBuilder().setLabels(Labels.newBuilder().putValues("team", "a")))
                .build();

        Run created = runs.createRun(request).getRun();

        assertThat(created.getAction().getId()).isEqualTo(Requests.action(run, "a0"));
        assertThat(created.getAction().getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_QUEUED);
        assertThat(created.getAction().getStatus().getAttempts()).isOne();
        assertThat(created.getAction().getMetadata().getTask().getId().getName())
                .isEqualTo("pkg.main");
        assertThat(created.getLabelsMap()).containsEntry("team", "a");
        String home = store.base() + "/flytesnacks/development/" + run;
        assertThat(storedInputs(run)).containsExactly(Requests.inputs(1));
        await().untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(run, "a0")).isOne());
        EnqueueRequest enqueued = enqueued();
        assertThat(enqueued.getAction().getInputUri())
                .isEqualTo(home + "/inputs/" + Sha256.hex(Requests.inputs(1).toByteArray()));
        assertThat(enqueued.getAction().getRunOutputBase()).isEqualTo(home + "/");
        assertThat(enqueued.getAction().getTask().getSpec()).isEqualTo(request.getTaskSpec());
        assertThat(enqueued.getRunSpec().hasRunStartTime()).isTrue();
        assertThat(enqueued.getRunSpec().hasRawDataStorage())
                .as("a rerun with this spec has its own place for raw data")
                .isFalse();
        await().untilAsserted(() -> assertThat(outboxEntries()).isZero());
    }

    @Test
    void answersARepeatedCallWithTheSameRun() {
        RunServiceBlockingStub repeating = withRequestId(UUID.randomUUID().toString());

        String first = repeating
                .createRun(Requests.unnamed())
                .getRun()
                .getAction()
                .getId()
                .getRun()
                .getName();
        String second = repeating
                .createRun(Requests.unnamed())
                .getRun()
                .getAction()
                .getId()
                .getRun()
                .getName();

        assertThat(second).isEqualTo(first).matches("r[bcdfghjklmnpqrstvwxz2456789]{19}");
    }

    @Test
    void keepsTheInputsOfOneRunForARepeatedCall() {
        RunServiceBlockingStub repeating = withRequestId(UUID.randomUUID().toString());
        repeating.createRun(Requests.unnamed());
        int before = storedInputs();

        repeating.createRun(Requests.unnamed());

        assertThat(storedInputs()).isEqualTo(before);
    }

    @Test
    void answersOneRunForConcurrentCallsOfTheSameName() {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Run>> created = IntStream.range(0, 10)
                    .mapToObj(i -> callers.submit(
                            () -> runs.createRun(Requests.named(run)).getRun()))
                    .toList();

            assertThat(created)
                    .allSatisfy(answer ->
                            assertThat(answer.get().getAction().getId()).isEqualTo(Requests.action(run, "a0")));
        }
        assertThat(selectOne("SELECT count(*) FROM actions WHERE run_name = '%s'".formatted(run)))
                .isEqualTo(1L);
    }

    @Test
    void answersAnExistingNameWithItsRunOnlyForTheSameTaskAndInputs() throws Exception {
        runs.createRun(Requests.named(run));

        assertThat(runs.createRun(Requests.named(run)).getRun().getAction().getId())
                .isEqualTo(Requests.action(run, "a0"));
        for (CreateRunRequest other : List.of(
                Requests.named(run).toBuilder().setInputs(Requests.inputs(2)).build(),
                Requests.named(run).toBuilder()
                        .setTaskSpec(Requests.spec("pkg.other"))
                        .build(),
                Requests.named(run).toBuilder()
                        .setOffloadedInputData(OffloadedInputData.newBuilder().setUri(uploaded("elsewhere")))
                        .build())) {
            assertThatThrownBy(() -> runs.createRun(other))
                    .hasMessageContaining("ALREADY_EXISTS")
                    .hasMessageContaining("run_id.name");
        }
        assertThat(storedInputs(run)).containsExactly(Requests.inputs(1));
    }

    @Test
    void createsARunForEachOfDifferentRequestsUnderOneRequestId() {
        RunServiceBlockingStub sameId = withRequestId(UUID.randomUUID().toString());
        CreateRunRequest request = Requests.unnamed();
        List<CreateRunRequest> others = List.of(
                request.toBuilder().setInputs(Requests.inputs(2)).build(),
                request.toBuilder().setTaskSpec(Requests.spec("pkg.other")).build(),
                request.toBuilder()
                        .setRunSpec(RunSpec.newBuilder()
                                .setLabels(Labels.newBuilder().putValues("team", "a")))
                        .build());

        Set<String> names = new HashSet<>();
        names.add(nameOf(sameId.createRun(request)));
        others.forEach(other -> names.add(nameOf(sameId.createRun(other))));

        assertThat(names).hasSize(4);
        assertThat(names).contains(nameOf(sameId.createRun(request)));
    }

    @Test
    void createsTheNamedRunsOfOneRequestId() {
        RunServiceBlockingStub sameId = withRequestId(UUID.randomUUID().toString());

        assertThat(IntStream.range(0, 10).mapToObj(i -> nameOf(sameId.createRun(Requests.named(run + i)))))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> run + i).toList());
    }

    @Test
    void forgetsARequestAfterAnHour() {
        RunServiceBlockingStub sameId = withRequestId(UUID.randomUUID().toString());
        String first = nameOf(sameId.createRun(Requests.unnamed()));
        age(first, "59 minutes");
        assertThat(nameOf(sameId.createRun(Requests.unnamed()))).isEqualTo(first);

        age(first, "2 minutes");
        String second = nameOf(sameId.createRun(Requests.unnamed()));

        assertThat(second).isNotEqualTo(first);
        assertThat(nameOf(sameId.createRun(Requests.unnamed()))).isEqualTo(second);
    }

    @Test
    void deletesExpiredRequestsOnly() {
        String old = nameOf(withRequestId(UUID.randomUUID().toString()).createRun(Requests.unnamed()));
        String young = nameOf(withRequestId(UUID.randomUUID().toString()).createRun(Requests.unnamed()));
        age(old, "61 minutes");

        expiredRequests.sweep().await().atMost(TIMEOUT);

        String count = "SELECT count(*) FROM create_run_requests WHERE run_name = '%s'";
        assertThat(selectOne(count.formatted(old))).isEqualTo(0L);
        assertThat(selectOne(count.formatted(young))).isEqualTo(1L);
    }

    @Test
    void keepsTheInputsOfTheCallThatWinsAName() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Run>> created = IntStream.range(0, 12)
                    .mapToObj(i -> callers.submit(() -> runs.createRun(Requests.named(run).toBuilder()
                                    .setInputs(Requests.inputs(i))
                                    .build())
                            .getRun()))
                    .toList();
            List<Integer> winners = IntStream.range(0, 12)
                    .filter(i -> created.get(i).state() == Future.State.SUCCESS
                            || !failure(created.get(i)).contains("ALREADY_EXISTS"))
                    .boxed()
                    .toList();

            assertThat(winners).hasSize(1);
            assertThat(storedInputs(run)).containsExactly(Requests.inputs(winners.getFirst()));
        }
    }

    private static String failure(Future<?> call) {
        try {
            call.get();
            return "";
        } catch (ExecutionException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String nameOf(CreateRunResponse response) {
        return response.getRun().getAction().getId().getRun().getName();
    }

    private String uploaded(String name) {
        return store.base() + "/uploads/flytesnacks/development/offloaded-inputs/" + name;
    }

    private void age(String createdRun, String by) {
        pool.query("UPDATE create_run_requests SET created_at = created_at - interval '%s' WHERE run_name = '%s'"
                        .formatted(by, createdRun))
                .executeAndAwait();
    }

    @Test
    void leavesUploadedInputsInPlaceWhetherTheirFolderOrFileIsNamed() {
        runs.createRun(Requests.named(run).toBuilder()
                .setOffloadedInputData(OffloadedInputData.newBuilder().setUri(uploaded("up/inputs.pb")))
                .build());

        await().untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(run, "a0")).isOne());
        assertThat(enqueued().getAction().getInputUri()).isEqualTo(uploaded("up"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "1a", "Aa", "a_b", "-a", "a-", "abcdefghijklmnopqrstuvwxyz12345", ""})
    void rejectsABadName(String bad) {
        assertThatThrownBy(() -> runs.createRun(Requests.named(bad)))
                .hasMessageContaining("INVALID_ARGUMENT: run_id.name");
    }

    @Test
    void namesMissingAndUnknownFields() {
        assertThatThrownBy(() -> runs.createRun(CreateRunRequest.getDefaultInstance()))
                .hasMessageContaining("INVALID_ARGUMENT: run_id or project_id");
        assertThatThrownBy(() -> runs.createRun(
                        Requests.named(run).toBuilder().clearTaskSpec().build()))
                .hasMessageContaining("INVALID_ARGUMENT: task_id, task_spec or trigger_name is required");
        CreateRunRequest.Builder elsewhere = Requests.named(run).toBuilder();
        elsewhere.getRunIdBuilder().setProject("nowhere");
        assertThatThrownBy(() -> runs.createRun(elsewhere.build())).hasMessageContaining("NOT_FOUND: project nowhere");
    }

    @Test
    void failsTheRunWithTheReasonWhenItsEnqueueIsRefused() {
        FakeActions.ANSWERS.put(run, Status.INVALID_ARGUMENT.withDescription("the image is missing"));

        runs.createRun(Requests.named(run));

        await().untilAsserted(() -> {
            ActionDetails details = details();
            assertThat(details.getStatus().getPhase()).isEqualTo(ActionPhase.ACTION_PHASE_FAILED);
            assertThat(details.getErrorInfo().getMessage()).contains("the image is missing");
        });
        await().untilAsserted(() -> assertThat(outboxEntries()).isZero());
    }

    @Test
    void retriesAnEnqueueThatFailsTemporarily() {
        FakeActions.ANSWERS.put(run, Status.UNAVAILABLE);
        runs.createRun(Requests.named(run));
        await().untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(run, "a0")).isPositive());
        assertThat(outboxEntries()).isOne();

        FakeActions.ANSWERS.remove(run);

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(outboxEntries()).isZero());
        List<EnqueueRequest> all = FakeActions.ENQUEUED.stream()
                .filter(r -> r.getAction().getActionId().getRun().getName().equals(run))
                .toList();
        assertThat(all).hasSizeGreaterThan(1);
        assertThat(all.getLast()).as("built again from the rows").isEqualTo(all.getFirst());
    }

    /** All inputs that are stored for a run. */
    private List<Inputs> storedInputs(String name) {
        return store.list(store.base() + "/flytesnacks/development/" + name + "/inputs/", 100).stream()
                .map(object -> {
                    try {
                        return Inputs.parseFrom(store.read(object.address(), 1000));
                    } catch (InvalidProtocolBufferException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private int storedInputs() {
        return (int) store.list(store.base() + "/flytesnacks/development/", 100_000).stream()
                .filter(object -> object.address().endsWith("/inputs.pb"))
                .count();
    }

    private ActionDetails details() {
        return runs.getActionDetails(GetActionDetailsRequest.newBuilder()
                        .setActionId(Requests.action(run, "a0"))
                        .build())
                .getDetails();
    }

    private EnqueueRequest enqueued() {
        return FakeActions.ENQUEUED.stream()
                .filter(r -> r.getAction().getActionId().getRun().getName().equals(run))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void enqueuesEachRunUnderTheRequestIdOfItsCall() {
        Map<String, String> ids = new ConcurrentHashMap<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String id = "caller-" + i;
                callers.submit(() -> ids.put(
                        withRequestId(id)
                                .createRun(Requests.unnamed())
                                .getRun()
                                .getAction()
                                .getId()
                                .getRun()
                                .getName(),
                        id));
            }
        }

        assertThat(ids).hasSize(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(FakeActions.REQUEST_IDS).containsAllEntriesOf(ids));
    }

    private RunServiceBlockingStub withRequestId(String id) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), id);
        return runs.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
