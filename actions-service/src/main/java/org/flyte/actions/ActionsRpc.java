package org.flyte.actions;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;
import org.flyte.actions.abort.AbortAction;
import org.flyte.actions.enqueue.EnqueueAction;
import org.flyte.actions.signal.SignalCondition;
import org.flyte.actions.watch.WatchActions;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.AbortResponse;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.actions.EnqueueResponse;
import org.flyte.idl.actions.SignalRequest;
import org.flyte.idl.actions.SignalResponse;
import org.flyte.idl.actions.WatchForUpdatesRequest;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.platform.errors.StatusMapper;

/**
 * The door of ActionsService. On plain stubs rather than Mutiny ones: a watch must see how fast its reader takes, and the
 * generated Mutiny methods subscribe without a bound. Update is not built: nobody calls it, and the operator alone writes
 * phases.
 */
@GrpcService
class ActionsRpc extends ActionsServiceGrpc.ActionsServiceImplBase {
    private final EnqueueAction enqueue;
    private final AbortAction abort;
    private final SignalCondition signal;
    private final WatchActions watch;

    ActionsRpc(EnqueueAction enqueue, AbortAction abort, SignalCondition signal, WatchActions watch) {
        this.enqueue = enqueue;
        this.abort = abort;
        this.signal = signal;
        this.watch = watch;
    }

    @Override
    public void enqueue(EnqueueRequest request, StreamObserver<EnqueueResponse> answer) {
        send(() -> enqueue.execute(request).replaceWith(EnqueueResponse.getDefaultInstance()), answer);
    }

    @Override
    public void abort(AbortRequest request, StreamObserver<AbortResponse> answer) {
        send(() -> abort.execute(request).replaceWith(AbortResponse.getDefaultInstance()), answer);
    }

    @Override
    public void signal(SignalRequest request, StreamObserver<SignalResponse> answer) {
        send(() -> signal.execute(request).replaceWith(SignalResponse.getDefaultInstance()), answer);
    }

    @Override
    public void watchForUpdates(WatchForUpdatesRequest request, StreamObserver<WatchForUpdatesResponse> answer) {
        try {
            watch.open(request, (ServerCallStreamObserver<WatchForUpdatesResponse>) answer);
        } catch (RuntimeException failure) {
            answer.onError(StatusMapper.statusOf(failure).asRuntimeException());
        }
    }

    private static <T> void send(Supplier<Uni<? extends T>> work, StreamObserver<T> answer) {
        Uni.createFrom()
                .deferred(work)
                .subscribe()
                .with(
                        item -> {
                            answer.onNext(item);
                            answer.onCompleted();
                        },
                        failure -> answer.onError(StatusMapper.statusOf(failure).asRuntimeException()));
    }
}
