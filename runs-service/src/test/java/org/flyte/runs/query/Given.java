package org.flyte.runs.query;

import com.google.protobuf.Timestamp;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.workflow.ActionEvent;

/** Puts rows into the database as the write side would. */
public final class Given {
    private final Pool pool;

    public Given(Pool pool) {
        this.pool = pool;
    }

    public RunIdentifier run() {
        return run("flytesnacks");
    }

    public RunIdentifier run(String project) {
        RunIdentifier run = RunIdentifier.newBuilder()
                .setProject(project)
                .setDomain("development")
                .setName("r" + UUID.randomUUID().toString().replace("-", "").substring(0, 15))
                .build();
        insert(run, "a0", null, 1);
        return run;
    }

    public ActionIdentifier child(RunIdentifier run, String name) {
        return child(run, name, "a0");
    }

    public ActionIdentifier child(RunIdentifier run, String name, String parent) {
        insert(run, name, parent, 1);
        return ActionIdentifier.newBuilder().setRun(run).setName(name).build();
    }

    public static ActionIdentifier root(RunIdentifier run) {
        return ActionIdentifier.newBuilder().setRun(run).setName("a0").build();
    }

    public void children(RunIdentifier run, int n) {
        sql("""
                INSERT INTO actions (project, domain, run_name, name, parent_action_name, action_type, function_name, task_name)
                SELECT $1, $2, $3, 'c' || i, 'a0', 1, 'pkg.work', 'pkg.work' FROM generate_series(1, $4) AS i""", key(run).addInteger(n));
    }

    private void insert(RunIdentifier run, String name, String parent, int type) {
        sql("""
                INSERT INTO actions (project, domain, run_name, name, parent_action_name, action_type, function_name,
                                     task_project, task_domain, task_name, task_version, task_type, input_uri, run_source)
                VALUES ($1, $2, $3, $4, $5, $6, 'pkg.main', $1, $2, 'pkg.main', 'v1', 'python', 's3://b/inputs.pb', 'RUN_SOURCE_CLI')""", key(run).addString(name).addString(parent).addInteger(type));
    }

    public void phase(ActionIdentifier id, ActionPhase phase) {
        sql("""
                UPDATE actions SET phase = $5, change_seq = nextval('change_seq'),
                       ended_at = CASE WHEN $5 IN (5, 6, 7, 8, 10) THEN now() END
                 WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = $4""", key(id.getRun()).addString(id.getName()).addInteger(phase.getNumber()));
    }

    public void event(ActionIdentifier id, int attempt, ActionPhase phase, long second) {
        event(
                ActionEvent.newBuilder()
                        .setId(id)
                        .setAttempt(attempt)
                        .setPhase(phase)
                        .setUpdatedTime(Timestamp.newBuilder().setSeconds(second))
                        .setOutputs(OutputReferences.newBuilder().setOutputUri("s3://b/" + attempt + "/outputs.pb"))
                        .build(),
                0);
    }

    public void event(ActionEvent event, int version) {
        sql(
                """
                INSERT INTO action_events (project, domain, run_name, name, attempt, phase, version, info)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
                key(event.getId().getRun())
                        .addString(event.getId().getName())
                        .addInteger(event.getAttempt())
                        .addInteger(event.getPhaseValue())
                        .addInteger(version)
                        .addBuffer(io.vertx.mutiny.core.buffer.Buffer.newInstance(Buffer.buffer(event.toByteArray()))));
    }

    public void sql(String statement, Tuple values) {
        pool.preparedQuery(statement).execute(values).await().atMost(Duration.ofSeconds(20));
    }

    public static Tuple key(RunIdentifier run) {
        return Tuple.of(run.getProject(), run.getDomain(), run.getName());
    }
}
