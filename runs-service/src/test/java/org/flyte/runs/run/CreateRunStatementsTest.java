package org.flyte.runs.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.CountingPool;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.action.SpecStore;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.identity.CallerIdentity;
import org.flyte.runs.outbox.OutboxConfig;
import org.flyte.runs.outbox.OutboxDispatcher;
import org.flyte.runs.project.RequireActiveProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statements of a CreateRun, counted. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
class CreateRunStatementsTest extends RunsServiceTestBase {
    @Inject
    @Keyed
    Pool keyed;

    @Inject
    RunRequestParser parser;

    @Inject
    ResolveTask resolveTask;

    @Inject
    EffectiveRunSettings settings;

    @Inject
    RequireActiveProject requireActiveProject;

    @Inject
    CallerIdentity caller;

    @Inject
    ObjectStore objects;

    @Inject
    CheckRun checkRun;

    @Inject
    InputsStore inputs;

    @Inject
    ChangeNotifier changes;

    @Inject
    OutboxDispatcher dispatcher;

    @Inject
    OutboxConfig outbox;

    @Inject
    Vertx vertx;

    private CountingPool counted;
    private CreateRun createRun;

    @BeforeEach
    void storeTheSpec() {
        counted = new CountingPool(keyed);
        createRun = new CreateRun(
                parser,
                resolveTask,
                new FindRecovery(counted.pool()),
                settings,
                requireActiveProject,
                caller,
                objects,
                checkRun,
                inputs,
                new RunStore(counted.pool(), new SpecStore(counted.pool()), outbox),
                changes,
                dispatcher,
                new SimpleMeterRegistry());
        create(Requests.unnamed());
        counted.statements().clear();
    }

    @Test
    void executesOneStatementForAGeneratedName() {
        create(Requests.unnamed());

        assertThat(counted.statements()).singleElement().asString().contains("INSERT INTO actions");
    }

    @Test
    void executesOneStatementForAChosenNameWithUploadedInputs() {
        create(Requests.named(run).toBuilder()
                .setOffloadedInputData(OffloadedInputData.newBuilder()
                        .setUri(objects.base() + "/uploads/flytesnacks/development/up/inputs.pb"))
                .build());

        assertThat(counted.statements()).singleElement().asString().contains("INSERT INTO actions");
    }

    @Test
    void insertsRunsOfConcurrentCallsTogether() {
        List<CreateRunRequest> requests = IntStream.range(0, 32)
                .mapToObj(i -> Requests.named(Requests.runName()))
                .toList();

        createAtOnce(requests);

        assertThat(counted.statements())
                .hasSizeLessThan(requests.size())
                .allMatch(sql -> sql.contains("INSERT INTO actions"));
    }

    private void create(CreateRunRequest request) {
        createRun.execute(parser.parse(request)).await().atMost(TIMEOUT);
    }

    private void createAtOnce(List<CreateRunRequest> requests) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.runOnContext(tick -> Uni.join()
                .all(requests.stream()
                        .map(request -> createRun.execute(parser.parse(request)))
                        .toList())
                .andFailFast()
                .subscribe()
                .with(created -> done.complete(null), done::completeExceptionally));
        Uni.createFrom().completionStage(done).await().atMost(TIMEOUT);
    }
}
