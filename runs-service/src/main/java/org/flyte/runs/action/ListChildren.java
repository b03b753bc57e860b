package org.flyte.runs.action;

import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.ActionKey;
import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.Literal;
import org.flyte.idl.internal.ChildState;
import org.flyte.idl.internal.ListChildrenRequest;
import org.flyte.idl.internal.ListChildrenResponse;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.ActionPhases;

/** The durable state of all children of an action, in the order they were recorded (flyte/internal/v1). */
@ApplicationScoped
public class ListChildren {
    private static final int PAGE = 500;
    private static final String CHILDREN = """
            SELECT name, phase, attempts, action_type, output_uri, run_output_base, error, signal_value
              FROM actions
             WHERE project = $1 AND domain = $2 AND run_name = $3 AND parent_action_name = $4
             ORDER BY created_at, name
            """;

    private final Pool pool;

    public ListChildren(Pool pool) {
        this.pool = pool;
    }

    public Multi<ListChildrenResponse> execute(ListChildrenRequest request) {
        ActionKey parent = RequestFields.action("parent", request.getParent());
        return pool.preparedQuery(CHILDREN)
                .execute(Tuple.of(parent.project(), parent.domain(), parent.runName(), parent.name()))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(pages(parent, rows)));
    }

    private static List<ListChildrenResponse> pages(ActionKey parent, Iterable<Row> rows) {
        List<ListChildrenResponse> pages = new ArrayList<>();
        ListChildrenResponse.Builder page = ListChildrenResponse.newBuilder();
        for (Row row : rows) {
            page.addChildren(child(parent, row));
            if (page.getChildrenCount() == PAGE) {
                pages.add(page.build());
                page.clear();
            }
        }
        if (page.getChildrenCount() > 0) {
            pages.add(page.build());
        }
        return pages;
    }

    private static ChildState child(ActionKey parent, Row row) {
        ActionKey key = parent.sibling(row.getString(0));
        int phase = row.getShort(1);
        int attempt = row.getInteger(2);
        ActionUpdate.Builder update = ActionUpdate.newBuilder()
                .setActionId(key.toProto())
                .setPhase(ActionPhase.forNumber(phase))
                .setOutputUri(output(row, key, phase, attempt));
        try {
            Buffer error = row.getDelegate().getBuffer(6);
            if (error != null) {
                update.setError(ExecutionError.parseFrom(error.getBytes()));
            }
            Buffer value = row.getDelegate().getBuffer(7);
            if (value != null) {
                update.setValue(Literal.parseFrom(value.getBytes()));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("action %s is stored with broken bytes".formatted(key), e);
        }
        return ChildState.newBuilder().setUpdate(update).setAttempt(attempt).build();
    }

    /** The status road tells of a success without saying where the outputs are; for tasks that is known. */
    private static String output(Row row, ActionKey key, int phase, int attempt) {
        String recorded = row.getString(4);
        if (recorded != null) {
            return recorded;
        }
        boolean task = row.getShort(3) == ActionType.ACTION_TYPE_TASK_VALUE;
        return task && ActionPhases.hasOutputs(ActionPhases.of(phase))
                ? Address.join(row.getString(5), key.name(), Integer.toString(attempt))
                : "";
    }
}
