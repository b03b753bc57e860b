package org.flyte.runs.query;

import com.google.protobuf.ByteString;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.Literal;

/**
 * One action with the columns that only its details need.
 *
 * @param specDigest key of the task or trace spec; null for conditions
 * @param runOutputBase directory under which all attempts of the run put their outputs; may be empty
 * @param outputUri directory of the deciding attempt of a task; the file itself of a trace
 */
public record ActionState(
        ActionRow row,
        ByteString specDigest,
        String inputUri,
        String outputUri,
        String runOutputBase,
        ExecutionError error,
        Literal signalValue,
        EnrichedIdentity signalledBy,
        String abortReason,
        EnrichedIdentity abortedBy) {}
