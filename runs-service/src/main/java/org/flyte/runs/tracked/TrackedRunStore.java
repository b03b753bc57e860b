package org.flyte.runs.tracked;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.RunSource;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.query.row.ActionColumn;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.ActionRowReader;
import org.flyte.runs.tracked.NewTrackedRun.Creator;
import org.flyte.runs.tracked.NewTrackedRun.Resolved;

/** The roots of tracked runs. None of its statements writes to the outbox. */
@ApplicationScoped
class TrackedRunStore {
    private static final String INSERT = """
            INSERT INTO actions (project, domain, run_name, name, phase, attempts, action_type, run_source, task_project,
                                 task_domain, task_name, task_version, task_type, task_short_name, function_name,
                                 environment_name, task_spec_digest, input_uri, run_spec, labels, created_by,
                                 created_by_subject, relation, created_at, tracked)
            VALUES ($1, $2, $3, %s, %s, 1, %d, '%s', NULLIF($4, ''), NULLIF($5, ''), $6, NULLIF($7, ''), $8, $9, $6, $10,
                    $11, $12, $13, $14, $15, $16, $17, $18, true)
            ON CONFLICT DO NOTHING
            RETURNING %s
            """.formatted(
                    ActionKeySql.ROOT,
                    PhaseSql.number(ActionPhase.ACTION_PHASE_QUEUED),
                    ActionType.ACTION_TYPE_TASK_VALUE,
                    RunSource.RUN_SOURCE_TRACKED.name(),
                    ActionColumn.LIST);

    private static final String FIND =
            """
            SELECT %s, task_spec_digest, input_uri FROM actions WHERE %s
            """.formatted(ActionColumn.LIST, ActionKeySql.match("actions", "$1", "$2", "$3", ActionKeySql.ROOT));

    /** Reports and aborts of a run wait for each other at its root. */
    private static final String LOCK =
            """
            SELECT phase FROM actions WHERE %s AND tracked FOR NO KEY UPDATE
            """.formatted(ActionKeySql.match("actions", "$1", "$2", "$3", ActionKeySql.ROOT));

    private static final String ABORT =
            """
            UPDATE actions
               SET phase = %s, abort_reason = $4, aborted_by = $5, updated_at = now(),
                   ended_at = GREATEST(now(), created_at), change_seq = DEFAULT,
                   duration_ms = (extract(epoch FROM GREATEST(now(), created_at) - created_at) * 1000)::bigint
             WHERE project = $1 AND domain = $2 AND run_name = $3 AND tracked AND %s
            RETURNING name
            """.formatted(PhaseSql.number(ActionPhase.ACTION_PHASE_ABORTED), PhaseSql.isNotTerminal("phase"));

    private final Pool keyed;

    TrackedRunStore(@Keyed Pool keyed) {
        this.keyed = keyed;
    }

    /**
     * The root that is recorded under the name.
     *
     * @param created whether it was created now
     */
    record Recorded(ActionRow row, boolean created, ByteString specDigest, String inputs) {}

    /** Inserts the root, or answers what exists under its name, of whichever kind. */
    Uni<Recorded> insert(NewTrackedRun run, Resolved task, SpecBlob spec, Creator creator, Instant now) {
        return keyed.preparedQuery(INSERT)
                .execute(parameters(run, task, spec, creator, now))
                .map(rows -> ResultRows.of(rows)
                        .first(row -> new Recorded(new ActionRowReader().read(row), true, spec.digest(), run.inputs())))
                .chain(created -> created.map(root -> Uni.createFrom().item(root))
                        .orElseGet(() -> keyed.preparedQuery(FIND)
                                .execute(key(run.key()))
                                .map(rows -> ResultRows.of(rows)
                                        .first(TrackedRunStore::existing)
                                        .orElseThrow())));
    }

    /** The phase of the run's root, locked until the transaction ends; empty when there is no such tracked run. */
    Uni<Optional<ActionPhase>> lock(SqlConnection tx, RunKey run) {
        return tx.preparedQuery(LOCK)
                .execute(key(run))
                .map(rows -> ResultRows.of(rows).first(row -> ActionPhases.of(row.getShort("phase"))));
    }

    /**
     * Marks what has not ended of a run; answers the names.
     *
     * @param by common.EnrichedIdentity, null when unknown
     */
    Uni<List<String>> abort(SqlConnection tx, RunKey run, String reason, ByteString by) {
        return tx.preparedQuery(ABORT)
                .execute(key(run).addString(reason).addValue(ArrayParameters.bufferOf(by)))
                .map(rows -> ResultRows.of(rows).list(row -> row.getString("name")));
    }

    private static Recorded existing(Row row) {
        return new Recorded(
                new ActionRowReader().read(row),
                false,
                ByteString.copyFrom(row.getBuffer("task_spec_digest").getBytes()),
                row.getString("input_uri"));
    }

    private static Tuple key(RunKey run) {
        return Tuple.of(run.project(), run.domain(), run.name());
    }

    private static Tuple parameters(NewTrackedRun run, Resolved task, SpecBlob spec, Creator creator, Instant now) {
        JsonObject labels = new JsonObject();
        run.settings().getLabels().getValuesMap().forEach(labels::put);
        return key(run.key())
                .addString(task.id().getProject())
                .addString(task.id().getDomain())
                .addString(task.id().getName())
                .addString(task.id().getVersion())
                .addString(task.spec().getTaskTemplate().getType())
                .addString(task.shortName())
                .addString(task.spec().getEnvironment().getName())
                .addValue(ArrayParameters.bufferOf(spec.digest()))
                .addString(run.inputs())
                .addValue(ArrayParameters.bufferOf(run.settings().toByteString()))
                .addValue(labels)
                .addValue(ArrayParameters.bufferOf(creator.identity()))
                .addString(creator.subject())
                .addValue(ArrayParameters.bufferOf(
                        run.settings().hasRelation()
                                ? run.settings().getRelation().toByteString()
                                : null))
                .addOffsetDateTime(run.startedAt().orElse(now).atOffset(ZoneOffset.UTC));
    }
}
