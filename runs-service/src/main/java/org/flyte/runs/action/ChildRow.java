package org.flyte.runs.action;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.Literal;
import org.flyte.idl.internal.ChildState;
import org.flyte.idl.workflow.ActionType;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.RunLayout;

/**
 * The recorded state of a child.
 *
 * @param outputUri folder of the outputs of a task, the file of a trace; "" when there are none
 * @param error null unless it failed
 * @param value null unless it is a signalled condition
 */
record ChildRow(ActionKey key, ActionPhase phase, int attempt, String outputUri, ExecutionError error, Literal value) {

    static ChildRow of(ActionKey parent, Row row) {
        ActionKey key = parent.sibling(row.getString("name"));
        ActionPhase phase = ActionPhases.of(row.getShort("phase"));
        int attempt = row.getInteger("attempts");
        try {
            Buffer error = row.getBuffer("error");
            Buffer value = row.getBuffer("signal_value");
            return new ChildRow(
                    key,
                    phase,
                    attempt,
                    outputUri(row, key, phase, attempt),
                    error == null ? null : ExecutionError.parseFrom(error.getBytes()),
                    value == null ? null : Literal.parseFrom(value.getBytes()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("action %s is stored with broken bytes".formatted(key), e);
        }
    }

    /** A status update reports a success without saying where the outputs are; for tasks that is known. */
    private static String outputUri(Row row, ActionKey key, ActionPhase phase, int attempt) {
        String recorded = row.getString("output_uri");
        if (recorded != null) {
            return recorded;
        }
        boolean task = row.getShort("action_type") == ActionType.ACTION_TYPE_TASK_VALUE;
        return task && ActionPhases.hasOutputs(phase)
                ? new RunLayout(row.getString("run_output_base"))
                        .attempt(key.name(), attempt)
                        .folder()
                : "";
    }

    ChildState toProto() {
        ActionUpdate.Builder update = ActionUpdate.newBuilder()
                .setActionId(key.toProto())
                .setPhase(phase)
                .setOutputUri(outputUri);
        if (error != null) {
            update.setError(error);
        }
        if (value != null) {
            update.setValue(value);
        }
        return ChildState.newBuilder().setUpdate(update).setAttempt(attempt).build();
    }
}
