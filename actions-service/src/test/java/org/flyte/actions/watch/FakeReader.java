package org.flyte.actions.watch;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.actions.WatchForUpdatesResponse;

/** A reader whose pace the test sets. */
final class FakeReader extends ServerCallStreamObserver<WatchForUpdatesResponse> {
    final List<WatchForUpdatesResponse> got = new ArrayList<>();
    Status end;
    int wants = Integer.MAX_VALUE;

    @Override
    public boolean isReady() {
        return wants > 0;
    }

    @Override
    public void onNext(WatchForUpdatesResponse message) {
        wants--;
        got.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        end = Status.fromThrowable(failure);
    }

    @Override
    public void onCompleted() {
        end = Status.OK;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}
}
