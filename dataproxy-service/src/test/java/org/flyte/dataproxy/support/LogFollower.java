package org.flyte.dataproxy.support;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.idl.dataproxy.TailLogsResponse;

/** Collects the lines of a log stream, and asks for so many responses at first. */
public final class LogFollower implements ClientResponseObserver<TailLogsRequest, TailLogsResponse> {
    private final int responses;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private volatile ClientCallStreamObserver<TailLogsRequest> call;
    private volatile Status end;

    /** @param responses asked for at the beginning */
    public LogFollower(int responses) {
        this.responses = responses;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<TailLogsRequest> stream) {
        call = stream;
        stream.disableAutoRequestWithInitial(responses);
    }

    @Override
    public void onNext(TailLogsResponse answer) {
        answer.getLogsList().forEach(part -> part.getLinesList().forEach(line -> lines.add(line.getMessage())));
    }

    @Override
    public void onError(Throwable failure) {
        end = ((StatusRuntimeException) failure).getStatus();
    }

    @Override
    public void onCompleted() {
        end = Status.OK;
    }

    /** What has come so far. */
    public List<String> lines() {
        return lines;
    }

    /** How the stream has ended; null while it is open. */
    public Status end() {
        return end;
    }

    /** Asks for more responses. */
    public void request(int more) {
        call.request(more);
    }
}
