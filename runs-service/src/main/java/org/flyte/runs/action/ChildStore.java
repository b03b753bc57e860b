package org.flyte.runs.action;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionType;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;

/** Inserts children of live parents, says why others were refused, and lists the children of an action. */
@ApplicationScoped
class ChildStore {
    private static final String ROOT_OF =
            ActionKeySql.match("root", "r.project", "r.domain", "r.run_name", ActionKeySql.ROOT);

    private static final String PARENT_OF =
            ActionKeySql.match("parent", "r.project", "r.domain", "r.run_name", "r.parent");

    /** The action whose outputs a task takes over: the one of the request, or its namesake in the run that is recovered. */
    private static final String SOURCE_OF = """
        %s AND r.type = %d AND source.action_type = r.type AND %s
           AND (r.source_run IS NOT NULL OR r.name <> ALL (COALESCE(root.recover_forced, '{}')))
        """.formatted(
                    ActionKeySql.match(
                            "source",
                            "COALESCE(r.source_project, r.project)",
                            "COALESCE(r.source_domain, r.domain)",
                            "COALESCE(r.source_run, root.recover_run)",
                            "COALESCE(r.source_name, r.name)"),
                    ActionType.ACTION_TYPE_TASK_VALUE,
                    hasOutputs("source.phase"));

    /** As RunLayout says it. */
    private static final String SOURCE_OUTPUTS = "COALESCE(source.output_uri,"
            + " rtrim(source.run_output_base, '/') || '/' || source.name || '/' || GREATEST(source.attempts, 1))";

    /** A common.ActionIdentifier: to the one without a name its field 2 is appended. Names are shorter than 128 bytes. */
    private static final String SOURCE_ID = """
        COALESCE(r.recovered_from,
                        CASE WHEN octet_length(source.name) < 128
                             THEN root.recover_run_id || '\\x12'::bytea
                                  || set_byte('\\x00'::bytea, 0, octet_length(source.name))
                                  || convert_to(source.name, 'UTF8') END)\
        """;

    /** A trace that did not succeed is executed again and recorded anew under its name. */
    static final String INSERT = """
        INSERT INTO actions AS a (project, domain, run_name, name, parent_action_name, action_group, action_type,
                                  phase, task_project, task_domain, task_name, task_version, task_type,
                                  task_short_name, function_name, environment_name, task_spec_digest,
                                  condition_spec, input_uri, run_output_base, cache_key, created_at, ended_at,
                                  duration_ms, output_uri, recovered_from)
        SELECT r.project, r.domain, r.run_name, r.name, NULLIF(r.parent, ''), NULLIF(r.action_group, ''), r.type,
               CASE WHEN source.name IS NULL THEN r.phase ELSE %7$s END, NULLIF(r.task_project, ''), NULLIF(r.task_domain, ''), NULLIF(r.task_name, ''),
               NULLIF(r.task_version, ''), r.task_type, r.short_name, r.task_name, r.environment, r.digest,
               r.condition, r.input_uri, root.run_output_base, r.cache_key, t.created_at,
               e.ended_at, (extract(epoch FROM e.ended_at - t.created_at) * 1000)::bigint,
               CASE WHEN source.name IS NULL THEN r.output_uri ELSE %8$s END,
               CASE WHEN source.name IS NOT NULL THEN %9$s END
          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[],
                      $8::smallint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                      $15::text[], $16::bytea[], $17::bytea[], $18::text[], $19::text[], $20::timestamptz[],
                      $21::timestamptz[], $22::text[], $23::bytea[], $24::text[], $25::text[], $26::text[], $27::text[])
               AS r(project, domain, run_name, name, parent, action_group, type, phase, task_project, task_domain,
                    task_name, task_version, task_type, short_name, environment, digest, condition, input_uri,
                    cache_key, started_at, ended_at, output_uri, recovered_from, source_project,
                    source_domain, source_run, source_name)
          JOIN actions AS root ON %1$s
          LEFT JOIN actions AS parent ON %2$s
          LEFT JOIN actions AS source ON %10$s
          CROSS JOIN LATERAL (SELECT COALESCE(r.started_at, clock_timestamp()) AS created_at) AS t
          CROSS JOIN LATERAL (SELECT CASE WHEN source.name IS NOT NULL OR r.ended_at IS NOT NULL
                                          THEN GREATEST(r.ended_at, t.created_at) END AS ended_at) AS e
         WHERE NOT root.tracked AND NOT %3$s AND (r.parent = '' OR (parent.name IS NOT NULL AND NOT %4$s))
           AND (r.source_run IS NULL OR source.name IS NOT NULL)
        ON CONFLICT (project, domain, run_name, name) DO UPDATE
           SET phase = EXCLUDED.phase, created_at = EXCLUDED.created_at, ended_at = EXCLUDED.ended_at,
               duration_ms = EXCLUDED.duration_ms, output_uri = EXCLUDED.output_uri, error = NULL,
               updated_at = now(), change_seq = DEFAULT
         WHERE a.action_type = %5$d AND EXCLUDED.action_type = %5$d AND (NOT %6$s OR a.output_uri IS NULL)
        RETURNING a.project, a.domain, a.run_name, a.name, a.phase
        """.formatted(
                    ROOT_OF,
                    PARENT_OF,
                    closed("root", "$28"),
                    closed("parent", "$28"),
                    ActionType.ACTION_TYPE_TRACE_VALUE,
                    PhaseSql.is("a.phase", ActionPhase.ACTION_PHASE_SUCCEEDED),
                    PhaseSql.number(ActionPhase.ACTION_PHASE_RECOVERED),
                    SOURCE_OUTPUTS,
                    SOURCE_ID,
                    SOURCE_OF);

    static final String OBSTACLES = """
        SELECT r.project, r.domain, r.run_name, r.name, COALESCE(a.phase, 0) AS phase, root.name IS NOT NULL AND NOT root.tracked AS run_exists,
               r.parent = '' OR parent.name IS NOT NULL AS parent_exists,
               COALESCE(%s, false) AS run_closed, COALESCE(%s, false) AS parent_closed
          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
               AS r(project, domain, run_name, name, parent)
          LEFT JOIN actions AS a ON %s
          LEFT JOIN actions AS root ON %s
          LEFT JOIN actions AS parent ON %s
        """.formatted(
                    closed("root", "$6"), closed("parent", "$6"), ActionKeySql.match("a", "r"), ROOT_OF, PARENT_OF);

    private static final String STATES = """
        SELECT a.project, a.domain, a.run_name, a.name, a.phase, a.attempts, a.action_type, a.output_uri,
               a.run_output_base, a.error, a.signal_value
          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r(project, domain, run_name, name)
          JOIN actions AS a ON %s
        """.formatted(ActionKeySql.match("a", "r"));

    private static final String CHILDREN = """
        SELECT name, phase, attempts, action_type, output_uri, run_output_base, error, signal_value
          FROM actions
         WHERE project = $1 AND domain = $2 AND run_name = $3 AND parent_action_name = $4
         ORDER BY created_at, name
        """;

    private final Pool pool;
    private final Pool keyed;
    private final Duration orphanGrace;

    ChildStore(
            Pool pool,
            @Keyed Pool keyed,
            @ConfigProperty(name = "flyte.runs.outbox.orphan-grace", defaultValue = "10s") Duration orphanGrace) {
        this.pool = pool;
        this.keyed = keyed;
        this.orphanGrace = orphanGrace;
    }

    /**
     * Why a child was not inserted.
     *
     * @param recorded phase in which it is recorded, UNSPECIFIED when it is not
     * @param runExists whether its run is recorded
     * @param parentExists whether its parent is recorded, or it has none
     */
    record Obstacle(
            ActionPhase recorded, boolean runExists, boolean parentExists, boolean runClosed, boolean parentClosed) {}

    /**
     * The children that were inserted, and why the others were not.
     *
     * @param recovered those of the inserted ones that take over the outputs of another action
     */
    record Result(Set<ActionKey> inserted, Set<ActionKey> recovered, Map<ActionKey, Obstacle> obstacles) {}

    /** Inserts distinct children in one statement. */
    Uni<Result> insert(List<NewAction> children) {
        return keyed.preparedQuery(INSERT).execute(parameters(children)).chain(rows -> {
            Set<ActionKey> inserted = new HashSet<>();
            Set<ActionKey> recovered = new HashSet<>();
            for (Row row : ResultRows.of(rows)) {
                ActionKey key = ActionKeySql.read(row);
                inserted.add(key);
                if (ActionPhases.of(row.getShort("phase")) == ActionPhase.ACTION_PHASE_RECOVERED) {
                    recovered.add(key);
                }
            }
            List<NewAction> others =
                    children.stream().filter(c -> !inserted.contains(c.key())).toList();
            if (others.isEmpty()) {
                return Uni.createFrom().item(new Result(inserted, recovered, Map.of()));
            }
            return obstacles(others).map(obstacles -> new Result(inserted, recovered, obstacles));
        });
    }

    /** The recorded states of these actions. */
    Uni<Map<ActionKey, ChildRow>> states(List<ActionKey> actions) {
        return keyed.preparedQuery(STATES)
                .execute(ArrayParameters.of(actions).key(key -> key).tuple())
                .map(rows -> {
                    Map<ActionKey, ChildRow> states = new HashMap<>();
                    ResultRows.of(rows).forEach(row -> {
                        ActionKey key = ActionKeySql.read(row);
                        states.put(key, ChildRow.of(key, row));
                    });
                    return states;
                });
    }

    /** All children of an action in the order in which they were recorded. */
    Uni<List<ChildRow>> children(ActionKey parent) {
        return pool.preparedQuery(CHILDREN)
                .execute(ActionKeySql.parameters(parent))
                .map(rows -> ResultRows.of(rows).list(row -> ChildRow.of(parent, row)));
    }

    /**
     * Whether a run or parent takes no children: it succeeded or was aborted. One that failed takes children for as
     * long as the sweep of orphans leaves them alone, as its next attempt may be running before it is reported.
     */
    private static String closed(String alias, String graceMillis) {
        return "(%s OR (%s AND %s.ended_at < now() - %s::bigint * interval '1 millisecond'))"
                .formatted(
                        PhaseSql.isFinal(alias + ".phase"), PhaseSql.isRetryable(alias + ".phase"), alias, graceMillis);
    }

    private Uni<Map<ActionKey, Obstacle>> obstacles(List<NewAction> children) {
        Tuple parameters = ArrayParameters.of(children)
                .key(NewAction::key)
                .text(c -> c.position().parent())
                .tuple()
                .addLong(orphanGrace.toMillis());
        return keyed.preparedQuery(OBSTACLES).execute(parameters).map(rows -> {
            Map<ActionKey, Obstacle> obstacles = new HashMap<>();
            ResultRows.of(rows).forEach(row -> obstacles.put(ActionKeySql.read(row), obstacle(row)));
            return obstacles;
        });
    }

    private static Obstacle obstacle(Row row) {
        return new Obstacle(
                ActionPhases.of(row.getInteger("phase")),
                row.getBoolean("run_exists"),
                row.getBoolean("parent_exists"),
                row.getBoolean("run_closed"),
                row.getBoolean("parent_closed"));
    }

    private Tuple parameters(List<NewAction> children) {
        return ArrayParameters.of(children)
                .key(NewAction::key)
                .text(c -> c.position().parent())
                .text(c -> c.position().group())
                .small(c -> c.state().type().getNumber())
                .small(c -> c.state().phase().getNumber())
                .text(c -> c.task().id().getProject())
                .text(c -> c.task().id().getDomain())
                .text(c -> c.task().id().getName())
                .text(c -> c.task().id().getVersion())
                .text(c -> c.task().type())
                .text(c -> c.task().shortName())
                .text(c -> c.task().environment())
                .bytes(c -> c.spec() == null ? null : c.spec().digest())
                .bytes(NewAction::condition)
                .text(c -> c.data().inputUri())
                .text(c -> c.task().cacheKey())
                .time(c -> c.state().start())
                .time(c -> c.state().end())
                .text(c -> c.data().outputUri())
                .bytes(c -> source(c, key -> key.toProto().toByteString()))
                .text(c -> source(c, ActionKey::project))
                .text(c -> source(c, ActionKey::domain))
                .text(c -> source(c, ActionKey::runName))
                .text(c -> source(c, ActionKey::name))
                .tuple()
                .addLong(orphanGrace.toMillis());
    }

    private static <T> T source(NewAction child, Function<ActionKey, T> part) {
        ActionKey source = child.data().recoveredFrom();
        return source == null ? null : part.apply(source);
    }

    private static String hasOutputs(String phase) {
        return "(%s OR %s)"
                .formatted(
                        PhaseSql.is(phase, ActionPhase.ACTION_PHASE_SUCCEEDED),
                        PhaseSql.is(phase, ActionPhase.ACTION_PHASE_RECOVERED));
    }
}
