package org.flyte.runs.action;

import org.flyte.platform.model.ActionKey;
import com.google.protobuf.ByteString;
import java.time.Instant;
import org.flyte.idl.task.TaskIdentifier;

/**
 * A child action to be recorded (runs spec §12).
 *
 * @param taskId of tasks; of traces and conditions only its name is set: the name to show
 * @param spec null for conditions, and for tasks that came without one
 * @param condition workflow.ConditionAction of a condition
 * @param startTime of a trace; else null, the time of recording
 * @param endTime of a trace or a recovered action
 * @param outputUri of a trace: the file itself
 * @param recoveredFrom common.ActionIdentifier of the action whose outputs this one takes over
 */
record NewAction(
        ActionKey key,
        String parent,
        String group,
        int type,
        int phase,
        TaskIdentifier taskId,
        String taskType,
        String shortName,
        String environment,
        SpecBlob spec,
        ByteString condition,
        String inputUri,
        String cacheKey,
        Instant startTime,
        Instant endTime,
        String outputUri,
        ByteString recoveredFrom) {}
