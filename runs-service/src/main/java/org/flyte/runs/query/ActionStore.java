package org.flyte.runs.query;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.Literal;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TraceSpec;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ActionType;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.db.ActionKeySql;
import org.flyte.runs.db.Keyed;
import org.flyte.runs.db.ResultColumn;
import org.flyte.runs.db.ResultRows;
import org.flyte.runs.query.row.ActionColumn;
import org.flyte.runs.query.row.ActionDetailsRow;
import org.flyte.runs.query.row.ActionRowReader;
import org.flyte.runs.query.row.RunKind;

/** Reads single actions, their specs and their events. */
@ApplicationScoped
public class ActionStore {
    private enum DetailsColumn implements ResultColumn {
        TASK_SPEC_DIGEST,
        INPUT_URI,
        OUTPUT_URI,
        RUN_OUTPUT_BASE,
        ERROR,
        SIGNAL_VALUE,
        SIGNALLED_BY,
        ABORT_REASON,
        ABORTED_BY;

        @Override
        public int index() {
            return ActionColumn.COUNT + ResultColumn.super.index();
        }
    }

    private enum RootColumn implements ResultColumn {
        NAME,
        RUN_SPEC,
        TRACKED
    }

    private enum SpecColumn implements ResultColumn {
        KIND,
        SPEC
    }

    private enum EventColumn implements ResultColumn {
        INFO
    }

    static final String ACTION = """
            SELECT %s, %s FROM actions WHERE %s
            """.formatted(
            ActionColumn.LIST, ResultColumn.list(DetailsColumn.values()), ActionKeySql.matchParameters("actions"));

    static final String ROOT = """
            SELECT %s FROM actions WHERE %s
            """.formatted(
            ResultColumn.list(RootColumn.values()), ActionKeySql.match("actions", "$1", "$2", "$3", ActionKeySql.ROOT));

    private static final String SPEC =
            "SELECT %s FROM task_specs WHERE digest = $1".formatted(ResultColumn.list(SpecColumn.values()));

    /** The first and the newest 500 of each attempt: no flood of cluster events may hide a newer attempt. */
    private static final String EVENTS = """
            SELECT %s
              FROM (SELECT info, attempt, phase, version,
                           row_number() OVER (PARTITION BY attempt ORDER BY seq) AS nth,
                           row_number() OVER (PARTITION BY attempt ORDER BY seq DESC) AS nth_from_end
                      FROM action_events
                     WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = $4) AS event
             WHERE nth = 1 OR nth_from_end <= 500
             ORDER BY attempt, phase, version
            """.formatted(ResultColumn.list(EventColumn.values()));

    private final Pool pool;
    private final Pool keyed;

    ActionStore(Pool pool, @Keyed Pool keyed) {
        this.pool = pool;
        this.keyed = keyed;
    }

    /** A root's name and the settings of its run. */
    public record Root(String name, RunSpec runSpec) {}

    /** Fails with NotFound. */
    public Uni<ActionDetailsRow> action(ActionKey key) {
        return keyed.preparedQuery(ACTION)
                .execute(tuple(key))
                .map(rows -> ResultRows.of(rows)
                        .first(ActionStore::action)
                        .orElseThrow(() -> new NotFound("action %s does not exist", key)));
    }

    /** Fails with NotFound, also for a run of the other kind. */
    public Uni<Root> root(RunKey run, RunKind kind) {
        return keyed.preparedQuery(ROOT)
                .execute(Tuple.of(run.project(), run.domain(), run.name()))
                .map(rows -> ResultRows.of(rows)
                        .first(Function.identity())
                        .filter(row -> RootColumn.TRACKED.flag(row) == (kind == RunKind.TRACKED))
                        .map(ActionStore::root)
                        .orElseThrow(() -> new NotFound("run %s does not exist", run)));
    }

    /** Details with nothing but the spec set, which never changes. */
    public Uni<ActionDetails> spec(ActionDetailsRow action) {
        ActionDetails.Builder details = ActionDetails.newBuilder();
        if (action.row().kind().condition() != null) {
            details.setCondition(action.row().kind().condition());
        }
        if (action.specDigest() == null) {
            return Uni.createFrom().item(details.build());
        }
        return keyed.preparedQuery(SPEC)
                .execute(Tuple.of(Buffer.buffer(action.specDigest().toByteArray())))
                .map(rows -> {
                    ResultRows.of(rows).forEach(row -> addSpec(details, row));
                    return details.build();
                });
    }

    /** What executors reported of an action, in order of attempt, phase and version. */
    public Uni<List<ActionEvent>> events(ActionKey key) {
        return pool.preparedQuery(EVENTS)
                .execute(tuple(key))
                .map(rows -> ResultRows.of(rows).list(ActionStore::event).stream()
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static Tuple tuple(ActionKey key) {
        return Tuple.of(key.project(), key.domain(), key.runName(), key.name());
    }

    private static ActionDetailsRow action(Row row) {
        return new ActionDetailsRow(
                new ActionRowReader().read(row),
                DetailsColumn.TASK_SPEC_DIGEST.bytes(row),
                new ActionDetailsRow.Data(
                        DetailsColumn.INPUT_URI.text(row),
                        DetailsColumn.OUTPUT_URI.text(row),
                        DetailsColumn.RUN_OUTPUT_BASE.text(row)),
                DetailsColumn.ERROR.message(row, ExecutionError.parser()),
                new ActionDetailsRow.Signal(
                        DetailsColumn.SIGNAL_VALUE.message(row, Literal.parser()),
                        DetailsColumn.SIGNALLED_BY.message(row, EnrichedIdentity.parser())),
                new ActionDetailsRow.Abort(
                        DetailsColumn.ABORT_REASON.text(row),
                        DetailsColumn.ABORTED_BY.message(row, EnrichedIdentity.parser())));
    }

    private static Root root(Row row) {
        RunSpec spec = RootColumn.RUN_SPEC.message(row, RunSpec.parser());
        return new Root(RootColumn.NAME.text(row), spec == null ? RunSpec.getDefaultInstance() : spec);
    }

    private static ActionEvent event(Row row) {
        return EventColumn.INFO.message(row, ActionEvent.parser());
    }

    private static void addSpec(ActionDetails.Builder details, Row row) {
        ByteString spec = SpecColumn.SPEC.bytes(row);
        try {
            switch (ActionType.forNumber(SpecColumn.KIND.small(row))) {
                case ACTION_TYPE_TASK -> details.setTask(TaskSpec.parseFrom(spec));
                case ACTION_TYPE_TRACE -> details.setTrace(TraceSpec.parseFrom(spec));
                case null, default -> {}
            }
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }
}
