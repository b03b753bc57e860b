package org.flyte.runs.query;

import com.google.protobuf.ByteString;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.Literal;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.FlyteException.NotFound;

/** Reads single actions and what hangs on them. */
@ApplicationScoped
public class ActionReader {
    private static final String ACTION = "SELECT " + ActionRows.COLUMNS + """
            , task_spec_digest, input_uri, output_uri, run_output_base, error, signal_value, signalled_by, abort_reason, aborted_by
            FROM actions
            WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = $4""";

    private static final String ROOT = """
            SELECT name, run_spec FROM actions
            WHERE project = $1 AND domain = $2 AND run_name = $3 AND parent_action_name IS NULL""";

    private static final String SPEC = "SELECT kind, spec FROM task_specs WHERE digest = $1";

    /** The first and the newest 500 of each attempt: no flood of cluster events may hide a newer attempt. */
    private static final String EVENTS = """
            SELECT info, seq
              FROM (SELECT info, seq, attempt, phase, version,
                           row_number() OVER (PARTITION BY attempt ORDER BY seq) AS nth,
                           row_number() OVER (PARTITION BY attempt ORDER BY seq DESC) AS nth_from_end
                      FROM action_events
                     WHERE project = $1 AND domain = $2 AND run_name = $3 AND name = $4) AS event
             WHERE nth = 1 OR nth_from_end <= 500
             ORDER BY attempt, phase, version""";

    private final Pool pool;

    ActionReader(Pool pool) {
        this.pool = pool;
    }

    /** A root's name and the settings of its run. */
    public record Root(String name, RunSpec runSpec) {}

    /** A stored spec: {@code kind} is the ActionType number. */
    public record Spec(int kind, ByteString bytes) {}

    /** Fails with NotFound. */
    public Uni<ActionState> action(ActionIdentifier id) {
        return pool.preparedQuery(ACTION).execute(key(id)).map(rows -> {
            for (Row row : Rows.bare(rows)) {
                return state(row);
            }
            throw new NotFound("action %s does not exist", Ids.path(id));
        });
    }

    /** Fails with NotFound. */
    public Uni<Root> root(RunIdentifier id) {
        return pool.preparedQuery(ROOT)
                .execute(Tuple.of(id.getProject(), id.getDomain(), id.getName()))
                .map(rows -> {
                    for (Row row : Rows.bare(rows)) {
                        RunSpec spec = Blobs.parse(RunSpec.parser(), row.getBuffer(1));
                        return new Root(row.getString(0), spec == null ? RunSpec.getDefaultInstance() : spec);
                    }
                    throw new NotFound("run %s does not exist", Ids.path(id));
                });
    }

    /** The stored spec, or null when there is none under this digest. */
    public Uni<Spec> spec(ByteString digest) {
        return pool.preparedQuery(SPEC)
                .execute(Tuple.of(Buffer.buffer(digest.toByteArray())))
                .map(rows -> {
                    for (Row row : Rows.bare(rows)) {
                        return new Spec(
                                row.getShort(0),
                                ByteString.copyFrom(row.getBuffer(1).getBytes()));
                    }
                    return null;
                });
    }

    /** What executors reported of an action, in order of attempt, phase and version. */
    public Uni<List<ActionEvent>> events(ActionIdentifier id) {
        return pool.preparedQuery(EVENTS).execute(key(id)).map(rows -> {
            List<ActionEvent> events = new ArrayList<>(rows.size());
            for (Row row : Rows.bare(rows)) {
                ActionEvent event = Blobs.parse(ActionEvent.parser(), row.getBuffer(0));
                if (event != null) {
                    events.add(event);
                }
            }
            return events;
        });
    }

    private static Tuple key(ActionIdentifier id) {
        RunIdentifier run = id.getRun();
        return Tuple.of(run.getProject(), run.getDomain(), run.getName(), id.getName());
    }

    private static ActionState state(Row row) {
        int at = ActionRows.WIDTH;
        Buffer digest = row.getBuffer(at);
        return new ActionState(
                ActionRows.of(row),
                digest == null ? null : ByteString.copyFrom(digest.getBytes()),
                row.getString(at + 1),
                row.getString(at + 2),
                row.getString(at + 3),
                Blobs.parse(ExecutionError.parser(), row.getBuffer(at + 4)),
                Blobs.parse(Literal.parser(), row.getBuffer(at + 5)),
                Blobs.parse(EnrichedIdentity.parser(), row.getBuffer(at + 6)),
                row.getString(at + 7),
                Blobs.parse(EnrichedIdentity.parser(), row.getBuffer(at + 8)));
    }
}
