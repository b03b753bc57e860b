package org.flyte.runs;

import io.quarkus.grpc.GrpcClient;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.flyte.idl.internal.RunStateServiceGrpc.RunStateServiceBlockingStub;
import org.flyte.idl.workflow.InternalRunService;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.BeforeEach;

/**
 * Set-up of the tests that run the service on a real PostgreSQL. All classes with the same annotations share one start
 * of the application, so a concrete class has no other ones than
 * {@code @QuarkusTest @WithTestResource(RealPostgres.class)}. Each test has a run name of its own.
 */
public abstract class RunsServiceTestBase {
    /** Time limit of a call, and of what follows from it asynchronously. */
    protected static final Duration TIMEOUT = Duration.ofSeconds(20);

    @GrpcClient("self")
    protected RunServiceBlockingStub runs;

    @GrpcClient("self")
    protected InternalRunService internal;

    @GrpcClient("self")
    protected RunStateServiceBlockingStub state;

    @Inject
    protected Pool pool;

    /** A fresh name for the run of this test. */
    protected final String run = Requests.runName();

    /** Writes through the service's own RPCs. */
    protected Writers write;

    @BeforeEach
    void limitCalls() {
        runs = runs.withDeadlineAfter(TIMEOUT);
        state = state.withDeadlineAfter(TIMEOUT);
        write = new Writers(runs, internal);
    }

    /** The only column of the only row of a query. */
    protected Object selectOne(String sql) {
        return pool.query(sql).executeAndAwait().iterator().next().getValue(0);
    }

    /** Number of outbox entries of the test's run. */
    protected long outboxEntries() {
        return (Long) selectOne("SELECT count(*) FROM intents WHERE run_name = '%s'".formatted(run));
    }
}
