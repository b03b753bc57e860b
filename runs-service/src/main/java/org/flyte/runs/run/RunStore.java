package org.flyte.runs.run;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionType;
import org.flyte.platform.model.ActionKey;
import org.flyte.runs.action.SpecStore;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.outbox.OutboxConfig;
import org.flyte.runs.outbox.OutboxEntry;
import org.flyte.runs.query.row.ActionColumn;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.row.ActionRowReader;
import org.flyte.runs.trigger.RunTrigger;

/** Inserts roots, each with the outbox entry that enqueues it, in one statement for all runs of a batch. */
@ApplicationScoped
class RunStore {
    /** Whether a request is too old to be recognised again; of a row of create_run_requests. */
    static final String EXPIRED = "%s.created_at < now() - interval '1 hour'";

    private static final String INSERT = """
            WITH r AS (
                SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[],
                                     $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
                                     $14::bytea[], $15::text[], $16::text[], $17::text[], $18::bytea[], $19::text[],
                                     $20::bytea[], $21::bytea[], $22::text[], $23::text[], $24::bigint[], $25::text[],
                                     $26::text[], $27::bytea[], $28::text[], $29::bytea[], $30::text[])
                    AS r(project, domain, run_name, subject, fingerprint, run_source, task_project, task_domain, task_name,
                         task_version, task_type, task_short_name, environment_name, task_spec_digest, input_uri,
                         run_output_base, cache_key, run_spec, labels, created_by, relation, trigger_name,
                         trigger_task_name, trigger_revision, trigger_type, recover_run, recover_run_id,
                         recover_forced, creator, trace_parent)),
            fresh AS (
                INSERT INTO create_run_requests AS q (fingerprint, project, domain, run_name)
                SELECT DISTINCT ON (fingerprint) fingerprint, project, domain, run_name
                  FROM r WHERE fingerprint IS NOT NULL ORDER BY fingerprint
                ON CONFLICT (fingerprint) DO UPDATE
                   SET project = EXCLUDED.project, domain = EXCLUDED.domain, run_name = EXCLUDED.run_name,
                       created_at = EXCLUDED.created_at
                 WHERE %6$s
                RETURNING project, domain, run_name),
            root AS (
                INSERT INTO actions (project, domain, run_name, name, phase, attempts, action_type, run_source,
                                     task_project, task_domain, task_name, task_version, task_type, task_short_name,
                                     function_name, environment_name, task_spec_digest, input_uri, run_output_base,
                                     cache_key, run_spec, labels, created_by, created_by_subject, relation,
                                     trigger_name, trigger_task_name, trigger_revision, trigger_type, recover_run,
                                     recover_run_id, recover_forced, creator)
                SELECT project, domain, run_name, %1$s, %2$d, 1, %3$d, run_source, NULLIF(task_project, ''),
                       NULLIF(task_domain, ''), task_name, NULLIF(task_version, ''), task_type, task_short_name,
                       task_name, environment_name, task_spec_digest, input_uri, run_output_base, cache_key, run_spec,
                       labels::jsonb, created_by, NULLIF(subject, ''), relation, trigger_name, trigger_task_name,
                       trigger_revision, trigger_type, recover_run, recover_run_id,
                       string_to_array(recover_forced, chr(10)), creator
                  FROM r
                 WHERE fingerprint IS NULL OR (project, domain, run_name) IN (SELECT project, domain, run_name FROM fresh)
                ON CONFLICT DO NOTHING
                RETURNING *),
            numbered AS MATERIALIZED (SELECT root.*, nextval('intents_id_seq') AS id FROM root),
            added AS (
                INSERT INTO intents (id, kind, project, domain, run_name, name, due_at, trace_parent)
                SELECT n.id, %4$d, n.project, n.domain, n.run_name, n.name,
                       now() + $31::bigint * interval '1 millisecond', r.trace_parent
                  FROM numbered AS n JOIN r USING (project, domain, run_name)
                ON CONFLICT (kind, project, domain, run_name, name)
                DO UPDATE SET id = EXCLUDED.id, due_at = EXCLUDED.due_at)
            SELECT %5$s, id FROM numbered
            """.formatted(
                    ActionKeySql.ROOT,
                    ActionPhase.ACTION_PHASE_QUEUED_VALUE,
                    ActionType.ACTION_TYPE_TASK_VALUE,
                    OutboxEntry.Kind.ENQUEUE.number(),
                    ActionColumn.LIST,
                    EXPIRED.formatted("q"));

    /** Those that exist, by a request that has not expired, or by name. */
    private static final String FIND = """
            SELECT %s, task_spec_digest, input_uri, r.wanted, r.by_request
              FROM (SELECT COALESCE(q.project, r.project) AS p, COALESCE(q.domain, r.domain) AS d,
                           COALESCE(q.run_name, r.run_name) AS n, r.wanted, q.run_name IS NOT NULL AS by_request
                      FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
                           WITH ORDINALITY AS r(project, domain, run_name, fingerprint, wanted)
                      LEFT JOIN create_run_requests AS q ON q.fingerprint = r.fingerprint AND NOT (%s)) AS r
              JOIN actions ON %s
            """.formatted(
                    ActionColumn.LIST,
                    EXPIRED.formatted("q"),
                    ActionKeySql.match("actions", "r.p", "r.d", "r.n", ActionKeySql.ROOT));

    private final Pool pool;
    private final SpecStore specs;
    private final OutboxConfig outbox;

    RunStore(@Keyed Pool pool, SpecStore specs, OutboxConfig outbox) {
        this.pool = pool;
        this.specs = specs;
        this.outbox = outbox;
    }

    /** The root action of a recorded run. */
    sealed interface Recorded {
        ActionRow row();

        /** It was created now. */
        record Created(ActionRow row, long outboxId) implements Recorded {}

        /**
         * It existed before.
         *
         * @param sameRequest whether it was found by the same request, not by its name
         */
        record Existing(ActionRow row, ByteString specDigest, String inputUri, boolean sameRequest)
                implements Recorded {}
    }

    /** Inserts runs of distinct names; answers those that did not exist, after the commit. */
    Uni<Map<ActionKey, Recorded>> insert(List<NewRun> runs) {
        return specs.store(runs.stream().map(run -> run.task().blob()).toList())
                .chain(() -> pool.preparedQuery(INSERT).execute(parameters(runs)))
                .map(rows -> {
                    Map<ActionKey, Recorded> created = new HashMap<>();
                    ActionRowReader reader = new ActionRowReader();
                    for (Row row : ResultRows.of(rows)) {
                        ActionRow root = reader.read(row);
                        created.put(root.key(), new Recorded.Created(root, row.getLong("id")));
                    }
                    return created;
                });
    }

    /** Those that exist, by the same request or by name. */
    Uni<Map<ActionKey, Recorded>> find(List<NewRun> runs) {
        if (runs.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return pool.preparedQuery(FIND)
                .execute(keys(runs).bytes(RunStore::fingerprint).tuple())
                .map(rows -> {
                    Map<ActionKey, Recorded> found = new HashMap<>();
                    ActionRowReader reader = new ActionRowReader();
                    for (Row row : ResultRows.of(rows)) {
                        int wanted = row.getLong("wanted").intValue() - 1;
                        found.put(
                                runs.get(wanted).key(),
                                new Recorded.Existing(
                                        reader.read(row),
                                        ByteString.copyFrom(row.getBuffer("task_spec_digest")
                                                .getBytes()),
                                        row.getString("input_uri"),
                                        row.getBoolean("by_request")));
                    }
                    return found;
                });
    }

    private static ArrayParameters<NewRun> keys(List<NewRun> runs) {
        return ArrayParameters.of(runs)
                .text(r -> r.key().project())
                .text(r -> r.key().domain())
                .text(r -> r.key().runName());
    }

    private static ByteString fingerprint(NewRun run) {
        return run.fingerprint() == null ? null : run.fingerprint().digest();
    }

    private Tuple parameters(List<NewRun> runs) {
        return keys(runs)
                .text(r -> r.call().subject())
                .bytes(RunStore::fingerprint)
                .text(NewRun::source)
                .text(r -> r.task().resolved().id().getProject())
                .text(r -> r.task().resolved().id().getDomain())
                .text(r -> r.task().resolved().id().getName())
                .text(r -> r.task().resolved().id().getVersion())
                .text(r -> r.task().resolved().spec().getTaskTemplate().getType())
                .text(r -> r.task().resolved().shortName())
                .text(r -> r.task().resolved().spec().getEnvironment().getName())
                .bytes(r -> r.task().blob().digest())
                .text(r -> r.data().inputs().file())
                .text(r -> r.data().layout().outputBase())
                .text(r -> r.task().cacheKey().value())
                .bytes(r -> r.settings().toByteString())
                .text(r -> json(r.labels()))
                .bytes(r -> r.call().createdBy())
                .bytes(r ->
                        r.settings().hasRelation() ? r.settings().getRelation().toByteString() : null)
                .text(r -> trigger(r, trigger -> trigger.key().name()))
                .text(r -> trigger(r, trigger -> trigger.key().taskName()))
                .number(r -> trigger(r, RunTrigger::revision))
                .text(r -> trigger(r, RunTrigger::type))
                .text(r -> r.recovery().run())
                .bytes(r -> r.recovery().id())
                .text(r -> r.recovery().forcedLines())
                .bytes(r -> r.call().creator())
                .text(r -> r.call().trace() == null ? null : r.call().trace().value())
                .tuple()
                .addLong(outbox.lease().toMillis());
    }

    private static <T> T trigger(NewRun run, Function<RunTrigger, T> part) {
        return run.task().resolved().trigger().map(part).orElse(null);
    }

    private static String json(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return "{}";
        }
        return new JsonObject(labels.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, label -> (Object) label.getValue())))
                .encode();
    }
}
