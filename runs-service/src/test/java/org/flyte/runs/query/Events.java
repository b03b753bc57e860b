package org.flyte.runs.query;

import com.google.protobuf.Timestamp;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;

/** Events as executors report them. */
public final class Events {
    private Events() {}

    /** An attempt reaches a phase; its outputs are in {@code s3://b/<attempt>}. */
    public static ActionEvent phase(ActionIdentifier id, int attempt, ActionPhase phase, long second) {
        return ActionEvent.newBuilder()
                .setId(id)
                .setAttempt(attempt)
                .setPhase(phase)
                .setUpdatedTime(Timestamp.newBuilder().setSeconds(second))
                .setOutputs(OutputReferences.newBuilder().setOutputUri("s3://b/" + attempt + "/outputs.pb"))
                .build();
    }

    /** The cluster reports something about a running attempt. */
    public static ActionEvent cluster(ActionIdentifier id, int attempt, int version, String message) {
        return ActionEvent.newBuilder()
                .setId(id)
                .setAttempt(attempt)
                .setPhase(ActionPhase.ACTION_PHASE_RUNNING)
                .setVersion(version)
                .addClusterEvents(ClusterEvent.newBuilder().setMessage(message))
                .build();
    }
}
