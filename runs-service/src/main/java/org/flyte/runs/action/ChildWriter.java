package org.flyte.runs.action;

import org.flyte.platform.model.ActionKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.runs.db.Columns;
import org.flyte.runs.db.SameAction;

/** Inserts children of live parents; says for the others what is in the way. */
@ApplicationScoped
class ChildWriter {
    /**
     * An aborted or finished run or parent takes no children. One that failed does for a while: its next attempt may
     * be at work before we are told of it.
     */
    private static final String CLOSED = """
            (%1$s.phase IN (5, 7, 10) OR (%1$s.phase IN (6, 8) AND %1$s.ended_at < now() - interval '1 minute'))""";

    private static final String ROOT_OF = SameAction.on("root", "r.project", "r.domain", "r.run_name", "'a0'");

    private static final String PARENT_OF = SameAction.on("parent", "r.project", "r.domain", "r.run_name", "r.parent");

    /** A trace that did not succeed is executed again and recorded anew under its name (sdk-client spec §5.7). */
    private static final String INSERT =
            """
            INSERT INTO actions AS a (project, domain, run_name, name, parent_action_name, action_group, action_type,
                                      phase, task_project, task_domain, task_name, task_version, task_type,
                                      task_short_name, function_name, environment_name, task_spec_digest,
                                      condition_spec, input_uri, run_output_base, cache_key, created_at, ended_at,
                                      duration_ms, output_uri, recovered_from)
            SELECT r.project, r.domain, r.run_name, r.name, NULLIF(r.parent, ''), NULLIF(r.action_group, ''), r.type,
                   r.phase, NULLIF(r.task_project, ''), NULLIF(r.task_domain, ''), NULLIF(r.task_name, ''),
                   NULLIF(r.task_version, ''), r.task_type, r.short_name, r.task_name, r.environment, r.digest,
                   r.condition, r.input_uri, root.run_output_base, r.cache_key, t.created_at,
                   GREATEST(r.ended_at, t.created_at),
                   (extract(epoch FROM GREATEST(r.ended_at, t.created_at) - t.created_at) * 1000)::bigint,
                   r.output_uri, r.recovered_from
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[],
                          $8::smallint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                          $15::text[], $16::bytea[], $17::bytea[], $18::text[], $19::text[], $20::timestamptz[],
                          $21::timestamptz[], $22::text[], $23::bytea[])
                   AS r(project, domain, run_name, name, parent, action_group, type, phase, task_project, task_domain,
                        task_name, task_version, task_type, short_name, environment, digest, condition, input_uri,
                        cache_key, started_at, ended_at, output_uri, recovered_from)
              CROSS JOIN LATERAL (SELECT COALESCE(r.started_at, clock_timestamp()) AS created_at) AS t
              JOIN actions AS root ON %s
              LEFT JOIN actions AS parent ON %s
             WHERE NOT %s AND (parent.phase IS NULL OR NOT %s)
            ON CONFLICT (project, domain, run_name, name) DO UPDATE
               SET phase = EXCLUDED.phase, created_at = EXCLUDED.created_at, ended_at = EXCLUDED.ended_at,
                   duration_ms = EXCLUDED.duration_ms, output_uri = EXCLUDED.output_uri, error = NULL,
                   updated_at = now(), change_seq = nextval('change_seq')
             WHERE a.action_type = 2 AND EXCLUDED.action_type = 2 AND (a.phase <> 5 OR a.output_uri IS NULL)
            RETURNING a.project, a.domain, a.run_name, a.name
            """.formatted(ROOT_OF, PARENT_OF, CLOSED.formatted("root"), CLOSED.formatted("parent"));

    private static final String OBSTACLES = """
            SELECT r.project, r.domain, r.run_name, r.name, a.phase, root.phase,
                   COALESCE(%s, false), COALESCE(%s, false)
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                   AS r(project, domain, run_name, name, parent)
              LEFT JOIN actions AS a ON %s
              LEFT JOIN actions AS root ON %s
              LEFT JOIN actions AS parent ON %s
            """.formatted(
                    CLOSED.formatted("root"), CLOSED.formatted("parent"), SameAction.as("a", "r"), ROOT_OF, PARENT_OF);

    private final Pool pool;

    ChildWriter(Pool pool) {
        this.pool = pool;
    }

    /** Why a child was not inserted; {@code recordedPhase} and {@code runPhase} are 0 when there is no such row. */
    record Obstacle(int recordedPhase, int runPhase, boolean runClosed, boolean parentClosed) {}

    /** Children that were inserted, and what kept the others out. */
    record Result(Set<ActionKey> inserted, Map<ActionKey, Obstacle> obstacles) {}

    /** Writes distinct children in one statement. */
    Uni<Result> write(List<NewAction> children) {
        return pool.preparedQuery(INSERT).execute(tuple(children)).chain(rows -> {
            Set<ActionKey> inserted = new HashSet<>();
            rows.forEach(row -> inserted.add(PhaseWriter.keyOf(row)));
            List<NewAction> others =
                    children.stream().filter(c -> !inserted.contains(c.key())).toList();
            if (others.isEmpty()) {
                return Uni.createFrom().item(new Result(inserted, Map.of()));
            }
            return obstacles(others).map(obstacles -> new Result(inserted, obstacles));
        });
    }

    private Uni<Map<ActionKey, Obstacle>> obstacles(List<NewAction> children) {
        Tuple tuple = PhaseWriter.keys(children.stream().map(NewAction::key).toList());
        tuple.addValue(children.stream().map(NewAction::parent).toArray(String[]::new));
        return pool.preparedQuery(OBSTACLES).execute(tuple).map(rows -> {
            Map<ActionKey, Obstacle> obstacles = new HashMap<>();
            rows.forEach(row -> obstacles.put(
                    PhaseWriter.keyOf(row),
                    new Obstacle(phase(row, 4), phase(row, 5), row.getBoolean(6), row.getBoolean(7))));
            return obstacles;
        });
    }

    private static int phase(Row row, int column) {
        Short phase = row.getShort(column);
        return phase == null ? 0 : phase;
    }

    private static Tuple tuple(List<NewAction> children) {
        return Columns.of(children)
                .text(c -> c.key().project())
                .text(c -> c.key().domain())
                .text(c -> c.key().runName())
                .text(c -> c.key().name())
                .text(NewAction::parent)
                .text(NewAction::group)
                .small(NewAction::type)
                .small(NewAction::phase)
                .text(c -> c.taskId().getProject())
                .text(c -> c.taskId().getDomain())
                .text(c -> c.taskId().getName())
                .text(c -> c.taskId().getVersion())
                .text(NewAction::taskType)
                .text(NewAction::shortName)
                .text(NewAction::environment)
                .bytes(c -> c.spec() == null ? null : c.spec().digest())
                .bytes(NewAction::condition)
                .text(NewAction::inputUri)
                .text(NewAction::cacheKey)
                .time(NewAction::startTime)
                .time(NewAction::endTime)
                .text(NewAction::outputUri)
                .bytes(NewAction::recoveredFrom)
                .tuple();
    }
}
