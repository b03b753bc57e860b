package org.flyte.platform.events;

import com.google.protobuf.Timestamp;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.ActionEvent;

/** Events for tests. */
final class Events {
    private Events() {}

    static ActionEvent event(ActionPhase phase, int attempt, int version) {
        return ActionEvent.newBuilder()
                .setId(ActionIdentifier.newBuilder()
                        .setRun(RunIdentifier.newBuilder()
                                .setOrg("anything")
                                .setProject("p")
                                .setDomain("d")
                                .setName("r"))
                        .setName("a0"))
                .setAttempt(attempt)
                .setPhase(phase)
                .setVersion(version)
                .setUpdatedTime(
                        Timestamp.newBuilder().setSeconds(1_790_000_000L).setNanos(5_000_000))
                .build();
    }
}
