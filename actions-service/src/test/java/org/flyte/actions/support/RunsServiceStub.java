package org.flyte.actions.support;

import io.grpc.Status;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flyte.idl.internal.ChildState;
import org.flyte.idl.internal.RunCreator;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.UpdateActionStatusRequest;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;

/** The state of the stub of runs-service: the requests it received, and the answers it gives. */
@Singleton
public class RunsServiceStub {
    public final List<RecordActionRequest> recorded = new CopyOnWriteArrayList<>();
    public final List<UpdateActionStatusRequest> reported = new CopyOnWriteArrayList<>();
    public final List<ActionEvent> events = new CopyOnWriteArrayList<>();
    public final Map<ActionKey, Status> recordAnswers = new ConcurrentHashMap<>();
    public final Map<ActionKey, ChildState> finished = new ConcurrentHashMap<>();
    public final Map<ActionKey, Status> statusAnswers = new ConcurrentHashMap<>();
    public final Map<ActionKey, List<ChildState>> children = new ConcurrentHashMap<>();
    public final Map<RunKey, RunCreator> creators = new ConcurrentHashMap<>();
    /** Actions that are to be recorded before their children are. */
    public final Set<ActionKey> unrecorded = ConcurrentHashMap.newKeySet();

    public volatile boolean available = true;

    public List<UpdateActionStatusRequest> reportsOf(ActionKey key) {
        return reported.stream()
                .filter(report -> ActionKey.of(report.getActionId()).equals(key))
                .toList();
    }

    void failUnlessAvailable() {
        if (!available) {
            throw Status.UNAVAILABLE
                    .withDescription("made unavailable by the test")
                    .asRuntimeException();
        }
    }
}
