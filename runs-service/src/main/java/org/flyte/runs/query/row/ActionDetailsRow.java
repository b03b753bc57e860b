package org.flyte.runs.query.row;

import com.google.protobuf.ByteString;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.Literal;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.RunLayout;

/**
 * One action with the columns that only its details need.
 *
 * @param specDigest key of the task or trace spec; null for conditions
 * @param error of an action that failed, or null
 */
public record ActionDetailsRow(
        ActionRow row, ByteString specDigest, Data data, ExecutionError error, Signal signal, Abort abort) {

    /**
     * Where inputs and outputs are.
     *
     * @param output folder of the deciding attempt of a task, the file itself of a trace; null when not recorded
     * @param runOutputBase folder below which all attempts of the run put their outputs; may be empty
     */
    public record Data(String inputs, String output, String runOutputBase) {}

    /** The value of a signalled condition and who signalled; both null when there is none. */
    public record Signal(Literal value, EnrichedIdentity by) {}

    /** Why and by whom it was aborted; both null when it was not. */
    public record Abort(String reason, EnrichedIdentity by) {}

    /**
     * The file with the outputs, or null when it is not known.
     *
     * <p>A status that reports success may arrive before the event with the address; but every attempt of a task writes
     * to its own folder below that of the run.
     */
    public String outputsFile() {
        String recorded = data.output() == null ? "" : data.output();
        if (!recorded.isEmpty()) {
            return row.isTask() ? new AttemptLayout(recorded).outputsFile() : recorded;
        }
        return row.isTask() && !data.runOutputBase().isEmpty()
                ? new RunLayout(data.runOutputBase())
                        .attempt(row.name(), row.attempts())
                        .outputsFile()
                : null;
    }
}
