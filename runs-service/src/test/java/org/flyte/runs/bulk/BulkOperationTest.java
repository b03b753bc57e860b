package org.flyte.runs.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.flyte.idl.bulk.AbortRuns;
import org.flyte.idl.bulk.BulkOutcome;
import org.flyte.idl.bulk.BulkResult;
import org.flyte.idl.bulk.BulkServiceGrpc.BulkServiceBlockingStub;
import org.flyte.idl.bulk.BulkState;
import org.flyte.idl.bulk.CancelBulkOperationRequest;
import org.flyte.idl.bulk.GetBulkOperationRequest;
import org.flyte.idl.bulk.ListBulkOperationsRequest;
import org.flyte.idl.bulk.ListBulkResultsRequest;
import org.flyte.idl.bulk.ListBulkResultsResponse;
import org.flyte.idl.bulk.RecoverRuns;
import org.flyte.idl.bulk.RerunRuns;
import org.flyte.idl.bulk.StartBulkOperationRequest;
import org.flyte.idl.bulk.StartBulkOperationResponse;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RelationType;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.RunDetails;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.testkit.MutableClock;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two workers, as two replicas have them, on one database and under one clock. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class BulkOperationTest extends RunsServiceTestBase {
    private static final int PER_SECOND = 10;

    @GrpcClient("self")
    BulkServiceBlockingStub bulk;

    @Inject
    BulkOperationStore operations;

    @Inject
    BulkRunStore bulkRuns;

    @Inject
    AbortSelectedRun abortSelectedRun;

    @Inject
    RepeatSelectedRun repeatSelectedRun;

    @Inject
    BulkConfig config;

    private final MutableClock clock = new MutableClock(Instant.now().plusSeconds(60));
    private final List<BulkWorker> replicas = new ArrayList<>();

    @BeforeEach
    void startReplicas() {
        bulk = bulk.withDeadlineAfter(TIMEOUT);
        replicas.add(worker(bulkRuns));
        replicas.add(worker(bulkRuns));
    }

    /** The operations of other tests share the table. */
    @AfterEach
    void endOperations() {
        pool.query("UPDATE bulk_operations SET next_at = NULL").executeAndAwait();
    }

    @Test
    void abortsTheLiveRunsThatMatch() {
        List<String> live = runs(3);
        String ended = runs(1).getFirst();
        end(ended, ActionPhase.ACTION_PHASE_SUCCEEDED);

        assertThat(bulk.startBulkOperation(abort().setDryRun(true).build()))
                .isEqualTo(
                        StartBulkOperationResponse.newBuilder().setMatching(3).build());
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());
        workOff(started);

        assertThat(live).allSatisfy(name -> assertThat(phase(name)).isEqualTo(ActionPhase.ACTION_PHASE_ABORTED));
        assertThat(phase(ended)).isEqualTo(ActionPhase.ACTION_PHASE_SUCCEEDED);
        assertThat(report(started))
                .extracting(result -> result.getRunId().getName(), BulkResult::getOutcome, BulkResult::getTries)
                .containsExactly(
                        tuple(live.get(0), BulkOutcome.BULK_OUTCOME_SUCCEEDED, 1),
                        tuple(live.get(1), BulkOutcome.BULK_OUTCOME_SUCCEEDED, 1),
                        tuple(live.get(2), BulkOutcome.BULK_OUTCOME_SUCCEEDED, 1));
        assertThat(details(live.getFirst()).getAction().getAbortInfo().getReason())
                .isEqualTo("budget");
    }

    @Test
    void skipsRunsThatEndedOrWereDeletedBeforeTheirTurn() {
        List<String> live = runs(2);
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());
        end(live.get(0), ActionPhase.ACTION_PHASE_SUCCEEDED);
        pool.query("DELETE FROM actions WHERE run_name = '%s'".formatted(live.get(1)))
                .executeAndAwait();

        workOff(started);

        assertThat(report(started))
                .extracting(BulkResult::getOutcome, BulkResult::getMessage)
                .containsExactly(
                        tuple(BulkOutcome.BULK_OUTCOME_SKIPPED, "the run had ended as SUCCEEDED"),
                        tuple(BulkOutcome.BULK_OUTCOME_SKIPPED, "the run was deleted"));
    }

    @Test
    void rerunsEndedRunsOnceThoughAWorkerCrashesBeforeItRecordsTheResults() {
        List<String> ended = runs(5);
        ended.forEach(name -> end(name, ActionPhase.ACTION_PHASE_FAILED));
        String live = runs(1).getFirst();
        StartBulkOperationResponse started = bulk.startBulkOperation(rerun().build());

        await(worker(new CrashesBeforeRecording(pool)).work());
        assertThat(newRuns()).as("created by the first one").isEqualTo(5);
        workOff(started);
        assertThat(operation(started).getState()).as("while they are reserved").isEqualTo(BulkState.BULK_STATE_RUNNING);
        clock.advance(config.lease());
        workOff(started);

        assertThat(operation(started).getState()).isEqualTo(BulkState.BULK_STATE_COMPLETED);
        assertThat(newRuns()).isEqualTo(5);
        assertThat(report(started)).hasSize(5).allSatisfy(result -> {
            assertThat(result.getOutcome()).isEqualTo(BulkOutcome.BULK_OUTCOME_SUCCEEDED);
            assertThat(result.getTries()).isEqualTo(2);
            assertThat(result.getRunId().getName()).isNotEqualTo(live);
            RunDetails created = details(result.getNewRunId().getName());
            assertThat(created.getAction().getMetadata().getRelation().getRelatedTo())
                    .isEqualTo(result.getRunId());
            assertThat(created.getAction().getMetadata().getRelation().getRelationType())
                    .isEqualTo(RelationType.RELATION_TYPE_RERUN);
            assertThat(created.getRunSpec().getLabels().getValuesMap()).containsEntry("again", run);
        });
    }

    @Test
    void continuesAfterAWorkerCrashedBeforeItBegan() {
        runs(3);
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());
        BulkOperation operation = await(operations.claim(clock.instant())).orElseThrow();
        await(bulkRuns.claim(operation, clock.instant(), config.lease()));

        clock.advance(config.lease());
        workOff(started);

        assertThat(report(started)).hasSize(3).allMatch(result -> result.getTries() == 2);
        assertThat(operation(started).getSucceeded()).isEqualTo(3);
    }

    @Test
    void beginsEachRunOnceWithTwoReplicas() {
        runs(35);
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());

        workOff(started);

        assertThat(operation(started).getSucceeded()).isEqualTo(35);
        assertThat(report(started)).hasSize(35).allMatch(result -> result.getTries() == 1);
    }

    @Test
    void keepsItsRateOverAllReplicas() {
        runs(35);
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());

        for (int i = 0; i < 5; i++) {
            replicas.forEach(replica -> await(replica.work()));
        }
        assertThat(operation(started).getSucceeded()).as("at once").isEqualTo(2 * PER_SECOND);
        clock.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 5; i++) {
            replicas.forEach(replica -> await(replica.work()));
        }
        assertThat(operation(started).getSucceeded()).as("a second later").isEqualTo(3 * PER_SECOND);
    }

    @Test
    void recoversRunsThatEndedWithoutSuccess() {
        List<String> ended = runs(3);
        end(ended.get(0), ActionPhase.ACTION_PHASE_FAILED);
        end(ended.get(1), ActionPhase.ACTION_PHASE_SUCCEEDED);
        end(ended.get(2), ActionPhase.ACTION_PHASE_ABORTED);
        StartBulkOperationResponse started = bulk.startBulkOperation(
                request().setRecover(RecoverRuns.getDefaultInstance()).build());

        workOff(started);

        assertThat(report(started))
                .extracting(result -> result.getRunId().getName())
                .containsExactly(ended.get(0), ended.get(2));
        assertThat(report(started))
                .allSatisfy(result -> assertThat(details(result.getNewRunId().getName())
                                .getAction()
                                .getMetadata()
                                .getRelation()
                                .getRelationType())
                        .isEqualTo(RelationType.RELATION_TYPE_RECOVER));
    }

    @Test
    void reportsWhatCannotBeDone() {
        String ended = runs(1).getFirst();
        end(ended, ActionPhase.ACTION_PHASE_FAILED);
        pool.query("UPDATE actions SET task_spec_digest = NULL WHERE run_name = '%s'".formatted(ended))
                .executeAndAwait();
        StartBulkOperationResponse started = bulk.startBulkOperation(rerun().build());

        workOff(started);

        assertThat(operation(started).getFailed()).isEqualTo(1);
        assertThat(report(started)).singleElement().satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo(BulkOutcome.BULK_OUTCOME_FAILED);
            assertThat(result.getMessage())
                    .isEqualTo("the task of run flytesnacks/development/%s is not stored", ended);
        });
    }

    @Test
    void triesAgainLaterAndGivesUp() {
        runs(1);
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());
        BulkWorker worker = worker(bulkRuns, new AbortSelectedRun(null, null) {
            @Override
            Uni<BulkRun.Result> execute(BulkOperation operation, BulkRun run) {
                return Uni.createFrom().failure(new Unavailable(null, "the database is unavailable"));
            }
        });

        await(worker.work());
        assertThat(report(started)).singleElement().satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo(BulkOutcome.BULK_OUTCOME_UNSPECIFIED);
            assertThat(result.getMessage()).isEqualTo("the database is unavailable");
        });
        for (int i = 1; i < config.maxTries(); i++) {
            clock.advance(config.maxBackoff());
            await(worker.work());
        }

        assertThat(operation(started).getFailed()).isEqualTo(1);
        assertThat(report(started))
                .singleElement()
                .extracting(BulkResult::getTries)
                .isEqualTo(config.maxTries());
    }

    @Test
    void beginsNoFurtherRunOnceItIsCanceled() {
        runs(35);
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());
        await(replicas.getFirst().work());

        bulk.cancelBulkOperation(CancelBulkOperationRequest.newBuilder()
                .setOperationId(started.getOperation().getId())
                .build());
        clock.advance(Duration.ofMinutes(5));
        replicas.forEach(replica -> await(replica.work()));

        assertThat(operation(started).getState()).isEqualTo(BulkState.BULK_STATE_CANCELED);
        assertThat(operation(started).getSucceeded()).isEqualTo(PER_SECOND);
        assertThat(operation(started).hasEndedAt()).isTrue();
    }

    @Test
    void isOneOperationWhenTheSameRequestIsRepeatedUnderItsId() {
        runs(2);
        StartBulkOperationResponse started =
                bulk.startBulkOperation(abort().setOperationId(run).build());
        runs(1);

        assertThat(bulk.startBulkOperation(abort().setOperationId(run).build())).isEqualTo(started);
        assertThatThrownBy(() ->
                        bulk.startBulkOperation(rerun().setOperationId(run).build()))
                .hasMessageContaining("ALREADY_EXISTS: operation_id");
    }

    @Test
    void hasEndedWhenNothingMatches() {
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());

        assertThat(started.getMatching()).isZero();
        assertThat(started.getOperation().getState()).isEqualTo(BulkState.BULK_STATE_COMPLETED);
    }

    @Test
    void pagesThroughTheReportAndTheOperations() {
        runs(3);
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());
        ListBulkResultsRequest.Builder request = ListBulkResultsRequest.newBuilder()
                .setOperationId(started.getOperation().getId())
                .setRequest(ListRequest.newBuilder().setLimit(2));

        ListBulkResultsResponse first = bulk.listBulkResults(request.build());
        request.getRequestBuilder().setToken(first.getToken());
        ListBulkResultsResponse second = bulk.listBulkResults(request.build());

        assertThat(first.getResultsCount()).isEqualTo(2);
        assertThat(second.getResultsCount()).isEqualTo(1);
        assertThat(second.getToken()).isEmpty();
        assertThat(bulk.listBulkOperations(ListBulkOperationsRequest.newBuilder()
                                .setProjectId(project())
                                .setRequest(ListRequest.newBuilder().setLimit(1))
                                .build())
                        .getOperationsList())
                .containsExactly(started.getOperation());
    }

    @Test
    void refusesTooManyRunsAndWrongRequests() {
        runs(3);
        assertThatThrownBy(() -> bulk.startBulkOperation(abort().setMaxRuns(2).build()))
                .hasMessageContaining("FAILED_PRECONDITION: max_runs: more than 2 runs match");
        assertThatThrownBy(() -> bulk.startBulkOperation(abort().setMaxRuns(-1).build()))
                .hasMessageContaining("INVALID_ARGUMENT: max_runs must be at most 10000, not 4294967295");
        assertThatThrownBy(() ->
                        bulk.startBulkOperation(abort().setRunsPerSecond(101).build()))
                .hasMessageContaining("INVALID_ARGUMENT: runs_per_second must be at most 100, not 101");
        assertThatThrownBy(() -> bulk.startBulkOperation(request().build()))
                .hasMessageContaining("INVALID_ARGUMENT: abort, rerun or recover is required");
        assertThatThrownBy(() ->
                        bulk.startBulkOperation(abort().setOperationId("A b").build()))
                .hasMessageContaining("INVALID_ARGUMENT: operation_id");
        assertThatThrownBy(() -> bulk.startBulkOperation(abort().addFilters(
                                Filter.newBuilder().setField("colour").addValues("red"))
                        .build()))
                .hasMessageContaining("INVALID_ARGUMENT: invalid field 'colour'");
        assertThatThrownBy(() -> bulk.getBulkOperation(GetBulkOperationRequest.newBuilder()
                        .setOperationId("nothing")
                        .build()))
                .hasMessageContaining("NOT_FOUND: bulk operation nothing");
    }

    @Test
    void refusesMoreOperationsAtOnceThanAreAllowed() {
        runs(1);
        for (int i = 0; i < config.maxRunning(); i++) {
            bulk.startBulkOperation(abort().build());
        }

        assertThatThrownBy(() -> bulk.startBulkOperation(abort().build())).hasMessageContaining("RESOURCE_EXHAUSTED");
    }

    @Test
    void deletesOldOperationsWithTheirReports() {
        runs(1);
        StartBulkOperationResponse started = bulk.startBulkOperation(abort().build());
        workOff(started);

        clock.advance(config.keepFor().plusMinutes(1));
        await(new BulkOperationSweep(operations, config, clock).sweep());

        assertThatThrownBy(() -> operation(started)).hasMessageContaining("NOT_FOUND");
        assertThat(selectOne("SELECT count(*) FROM bulk_runs WHERE operation_id = '%s'"
                        .formatted(started.getOperation().getId())))
                .isEqualTo(0L);
    }

    /** Does everything but the last step, as a process that is killed. */
    private static final class CrashesBeforeRecording extends BulkRunStore {
        CrashesBeforeRecording(Pool pool) {
            super(pool);
        }

        @Override
        Uni<Boolean> record(BulkOperation operation, List<BulkRun.Result> results, Instant now) {
            return Uni.createFrom().failure(new IllegalStateException("killed"));
        }
    }

    private BulkWorker worker(BulkRunStore store) {
        return worker(store, abortSelectedRun);
    }

    private BulkWorker worker(BulkRunStore store, AbortSelectedRun abort) {
        return new BulkWorker(
                operations,
                store,
                new ProcessSelectedRun(abort, repeatSelectedRun, config, clock),
                config,
                clock,
                new SimpleMeterRegistry());
    }

    /** For ten seconds both replicas take turns at once. */
    private void workOff(StartBulkOperationResponse started) {
        for (int second = 0; second < 10; second++) {
            await(Uni.join()
                    .all(replicas.stream().map(BulkWorker::work).toList())
                    .andFailFast());
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(started.hasOperation()).isTrue();
    }

    private StartBulkOperationRequest.Builder request() {
        return StartBulkOperationRequest.newBuilder()
                .setProjectId(project())
                .setRunsPerSecond(PER_SECOND)
                .addFilters(Filter.newBuilder().setField("labels.test").addValues(run));
    }

    private StartBulkOperationRequest.Builder abort() {
        return request().setAbort(AbortRuns.newBuilder().setReason("budget"));
    }

    private StartBulkOperationRequest.Builder rerun() {
        return request().setRerun(RerunRuns.newBuilder().putLabels("again", run));
    }

    private static ProjectIdentifier project() {
        return ProjectIdentifier.newBuilder()
                .setName(Requests.PROJECT)
                .setDomain(Requests.DOMAIN)
                .build();
    }

    /** Names of new runs that the filter of the request selects. */
    private List<String> runs(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Requests.runName())
                .peek(name -> runs.createRun(Requests.named(name).toBuilder()
                        .setRunSpec(RunSpec.newBuilder()
                                .setLabels(Labels.newBuilder().putValues("test", run)))
                        .build()))
                .toList();
    }

    private void end(String name, ActionPhase phase) {
        write.phase(Requests.action(name, "a0"), phase);
    }

    private RunDetails details(String name) {
        return runs.getRunDetails(GetRunDetailsRequest.newBuilder()
                        .setRunId(Requests.run(name))
                        .build())
                .getDetails();
    }

    private ActionPhase phase(String name) {
        return details(name).getAction().getStatus().getPhase();
    }

    private long newRuns() {
        return (Long) selectOne(
                "SELECT count(*) FROM actions WHERE labels @> jsonb_build_object('again', '%s')".formatted(run));
    }

    private org.flyte.idl.bulk.BulkOperation operation(StartBulkOperationResponse started) {
        return bulk.getBulkOperation(GetBulkOperationRequest.newBuilder()
                        .setOperationId(started.getOperation().getId())
                        .build())
                .getOperation();
    }

    private List<BulkResult> report(StartBulkOperationResponse started) {
        return bulk.listBulkResults(ListBulkResultsRequest.newBuilder()
                        .setOperationId(started.getOperation().getId())
                        .build())
                .getResultsList();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(TIMEOUT);
    }
}
