package org.flyte.actions.support;

import io.grpc.Status;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flyte.actions.id.ActionKey;
import org.flyte.idl.internal.ChildState;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.UpdateActionStatusRequest;

/** What the stand-in of the runs service was told, and what it is to answer. */
@Singleton
public class RunsStub {
    public final List<RecordActionRequest> recorded = new CopyOnWriteArrayList<>();
    public final List<UpdateActionStatusRequest> reported = new CopyOnWriteArrayList<>();
    public final List<ActionEvent> events = new CopyOnWriteArrayList<>();
    public final Map<ActionKey, Status> recordAnswers = new ConcurrentHashMap<>();
    public final Map<ActionKey, Status> statusAnswers = new ConcurrentHashMap<>();
    public final Map<ActionKey, List<ChildState>> children = new ConcurrentHashMap<>();
    public volatile boolean away;

    public List<UpdateActionStatusRequest> reportsOf(ActionKey key) {
        return reported.stream()
                .filter(report -> ActionKey.of(report.getActionId()).equals(key))
                .toList();
    }

    void failWhenAway() {
        if (away) {
            throw Status.UNAVAILABLE.withDescription("switched off by the test").asRuntimeException();
        }
    }
}
