package org.flyte.runs.tracked;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionType;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.model.PhaseTransition.Observed;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.ArrayParameters;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.tracked.rule.ReportLog;

/** The actions of tracked runs, in transactions that hold the lock of the run. */
@ApplicationScoped
class TrackedActionStore {
    private static final String STATES = """
            SELECT a.name, a.phase, a.attempts, a.action_type
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r(project, domain, run_name, name)
              JOIN actions AS a ON %s
            """.formatted(ActionKeySql.match("a", "r"));

    private static final String EVENTS = """
            SELECT e.name, e.attempt, e.phase, e.version
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::smallint[], $7::int[])
                   AS r(project, domain, run_name, name, attempt, phase, version)
              JOIN action_events AS e
                ON e.project = r.project AND e.domain = r.domain AND e.run_name = r.run_name AND e.name = r.name
                   AND e.attempt = r.attempt AND e.phase = r.phase AND e.version = r.version
            """;

    private static final String INSERT = """
            INSERT INTO actions (project, domain, run_name, name, parent_action_name, action_group, phase, attempts,
                                 action_type, task_project, task_domain, task_name, task_version, task_type,
                                 task_short_name, function_name, environment_name, task_spec_digest, input_uri,
                                 created_at, tracked)
            SELECT project, domain, run_name, name, parent, NULLIF(action_group, ''), %s, 1, type,
                   NULLIF(task_project, ''), NULLIF(task_domain, ''), NULLIF(task_name, ''), NULLIF(task_version, ''),
                   task_type, short_name, task_name, environment, digest, input_uri, created_at, true
              FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[],
                          $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                          $15::bytea[], $16::text[], $17::timestamptz[])
                   AS r(project, domain, run_name, name, parent, action_group, type, task_project, task_domain, task_name,
                        task_version, task_type, short_name, environment, digest, input_uri, created_at)
            """.formatted(PhaseSql.number(ActionPhase.ACTION_PHASE_QUEUED));

    private final TrackedInputs inputs;

    TrackedActionStore(TrackedInputs inputs) {
        this.inputs = inputs;
    }

    /** What is recorded of an action. */
    record State(ActionType type, Observed observed) {
        /** Of an action that was just inserted. */
        static State first(TrackedReport report) {
            return new State(report.spec().type(), new Observed(1, ActionPhase.ACTION_PHASE_QUEUED));
        }
    }

    /** The states of those of the actions that are recorded, by name. */
    Uni<Map<String, State>> states(SqlConnection tx, List<ActionKey> actions) {
        return tx.preparedQuery(STATES)
                .execute(ArrayParameters.of(actions).key(key -> key).tuple())
                .map(rows -> {
                    Map<String, State> states = new HashMap<>();
                    ResultRows.of(rows).forEach(row -> states.put(row.getString("name"), state(row)));
                    return states;
                });
    }

    /** Which of the reports are stored, by name of their action. */
    Uni<Map<String, Set<ReportLog.ReportId>>> known(SqlConnection tx, List<TrackedReport> reports) {
        return tx.preparedQuery(EVENTS)
                .execute(ArrayParameters.of(reports)
                        .key(report -> report.event().key())
                        .integer(report -> report.event().attempt())
                        .small(report -> report.event().phase().getNumber())
                        .integer(report -> report.event().version())
                        .tuple())
                .map(rows -> {
                    Map<String, Set<ReportLog.ReportId>> known = new HashMap<>();
                    ResultRows.of(rows)
                            .forEach(row -> known.computeIfAbsent(row.getString("name"), name -> new HashSet<>())
                                    .add(new ReportLog.ReportId(
                                            row.getInteger("attempt"),
                                            ActionPhases.of(row.getShort("phase")),
                                            row.getInteger("version"))));
                    return known;
                });
    }

    /** Inserts children by their first reports. */
    Uni<Void> insert(SqlConnection tx, List<TrackedReport> first, Instant now) {
        if (first.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.preparedQuery(INSERT)
                .execute(ArrayParameters.of(first)
                        .key(report -> report.event().key())
                        .text(report -> report.parent().isEmpty() ? ActionKey.ROOT : report.parent())
                        .text(TrackedReport::group)
                        .small(report -> report.spec().type().getNumber())
                        .text(report -> report.spec().id().getProject())
                        .text(report -> report.spec().id().getDomain())
                        .text(report -> report.spec().id().getName())
                        .text(report -> report.spec().id().getVersion())
                        .text(report -> report.spec().taskType())
                        .text(report -> report.spec().shortName())
                        .text(report -> report.spec().environment())
                        .bytes(report -> report.spec().blob() == null
                                ? null
                                : report.spec().blob().digest())
                        .text(report -> inputs.of(report.event().key()))
                        .time(report -> report.start(now))
                        .tuple())
                .replaceWithVoid();
    }

    private static State state(Row row) {
        ActionType type = ActionType.forNumber(row.getShort("action_type"));
        return new State(
                type == null ? ActionType.ACTION_TYPE_UNSPECIFIED : type,
                new Observed(row.getInteger("attempts"), ActionPhases.of(row.getShort("phase"))));
    }
}
