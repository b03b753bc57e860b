package org.flyte.actions.support;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flyte.idl.actions.WatchForUpdatesRequest;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionUpdate;

/** A client of WatchForUpdates that keeps what it receives. */
public final class Watcher implements ClientResponseObserver<WatchForUpdatesRequest, WatchForUpdatesResponse> {
    public final List<WatchForUpdatesResponse> messages = new CopyOnWriteArrayList<>();
    public volatile Status end;
    private ClientCallStreamObserver<WatchForUpdatesRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchForUpdatesRequest> started) {
        this.call = started;
    }

    @Override
    public void onNext(WatchForUpdatesResponse message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        end = Status.fromThrowable(failure);
    }

    @Override
    public void onCompleted() {
        end = Status.OK;
    }

    public void cancel() {
        if (call != null && end == null) {
            call.cancel("end of the test", null);
        }
    }

    public long sentinels() {
        return messages.stream()
                .filter(message -> message.getControlMessage().getSentinel())
                .count();
    }

    public List<ActionUpdate> updatesOf(String name) {
        return messages.stream()
                .filter(WatchForUpdatesResponse::hasActionUpdate)
                .map(WatchForUpdatesResponse::getActionUpdate)
                .filter(update -> update.getActionId().getName().equals(name))
                .toList();
    }

    public List<ActionPhase> phasesOf(String name) {
        return updatesOf(name).stream().map(ActionUpdate::getPhase).toList();
    }
}
