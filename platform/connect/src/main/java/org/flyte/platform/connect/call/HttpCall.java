package org.flyte.platform.connect.call;

import com.google.protobuf.Message;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.connect.wire.Codec;

/**
 * A gRPC server call that a {@link Transport} carries. Services see an ordinary {@link ServerCall}: they may call it
 * from any thread; everything else happens on the request's own Vert.x context.
 *
 * <p>When the client disconnects or the deadline passes, the call's gRPC context is cancelled, so outgoing gRPC calls
 * below it end; after a normal end it is not, so work that a service left running goes on.
 */
public final class HttpCall<Q, P> extends ServerCall<Q, P> implements Transport.Inbound {
    private static final long MAX_BYTES_IN_FLIGHT = 64 * 1024;
    private static final long NO_TIMER = -1;

    private final MethodDescriptor<Q, P> method;
    private final Codec codec;
    private final Transport transport;
    private final RpcCall info;
    private final CallEnvironment environment;
    private final LoopExecutor loop;
    private final Context.CancellableContext context;
    private final String authority;
    private final Queue<byte[]> inbox = new ArrayDeque<>();
    private final AtomicLong inFlight = new AtomicLong();
    private final long startedAt = System.nanoTime();
    private final Consumer<Status> span;

    private ServerCall.Listener<Q> listener = new ServerCall.Listener<>() {};
    private long demand;
    private boolean requestComplete;
    private boolean halfCloseDelivered;
    private boolean headSent;
    private long timer = NO_TIMER;
    private long requestTimer = NO_TIMER;
    private volatile boolean closed;
    private volatile boolean cancelled;
    private volatile boolean awaitsReady;

    public HttpCall(
            MethodDescriptor<Q, P> method,
            Codec codec,
            Transport transport,
            RpcCall info,
            CallEnvironment environment) {
        this.method = method;
        this.codec = codec;
        this.transport = transport;
        this.environment = environment;
        this.loop = new LoopExecutor(environment.context());
        this.info = info;
        this.context = info.in(Context.ROOT).withCancellation();
        this.span = CallSpan.begin(method, environment.protocol());
        this.authority = info.headers().get("host").orElse(null);
    }

    /** Starts the call; the caller is on the call's event loop. */
    public void start(ServerCallHandler<Q, P> handler) {
        environment.services().running().add(this);
        info.timeout().ifPresent(this::expireAfter);
        inContext(() -> listener = handler.startCall(this, info.headers().metadata()));
        transport.open(this);
        if (method.getType().clientSendsOneMessage() && !requestComplete && !closed) {
            expectRequestWithin(environment.services().requestTimeout());
        }
        notifyListener(ServerCall.Listener::onReady);
    }

    /** Says whether the method streams its responses. */
    public boolean isStream() {
        return !method.getType().serverSendsOneMessage();
    }

    /** Ends the call from the server's side, whatever the service is doing. */
    public void abort(Status status) {
        loop.execute(() -> terminate(status));
    }

    @Override
    public void request(int numMessages) {
        loop.execute(() -> {
            demand += numMessages;
            deliver();
        });
    }

    @Override
    public void sendHeaders(Metadata headers) {
        loop.execute(() -> {
            if (!closed && !headSent) {
                sendHead(headers);
            }
        });
    }

    @Override
    public void sendMessage(P message) {
        byte[] bytes;
        try {
            bytes = codec.encode((Message) message);
        } catch (StatusException e) {
            abort(e.getStatus());
            return;
        }
        if (bytes.length > environment.services().maxResponseSize()) {
            abort(Status.RESOURCE_EXHAUSTED.withDescription(
                    "response message is larger than %d bytes: ask for less, or have flyte.rpc.max-response-size raised"
                            .formatted(environment.services().maxResponseSize())));
            return;
        }
        inFlight.addAndGet(bytes.length);
        loop.execute(() -> {
            inFlight.addAndGet(-bytes.length);
            if (!closed) {
                if (!headSent) {
                    sendHead(new Metadata());
                }
                transport.message(bytes);
                wakeService();
            }
        });
    }

    @Override
    public void close(Status status, Metadata trailers) {
        Status mapped = environment.services().failures().statusOf(status);
        loop.execute(() -> {
            if (closed) {
                return;
            }
            finish(mapped);
            end(mapped, trailers).onComplete(done -> {
                if (done.succeeded()) {
                    notifyListener(ServerCall.Listener::onComplete);
                } else {
                    notifyListener(ServerCall.Listener::onCancel);
                }
            });
        });
    }

    @Override
    public boolean isReady() {
        boolean ready = !closed && inFlight.get() < MAX_BYTES_IN_FLIGHT && transport.writable();
        if (!ready) {
            awaitsReady = true;
        }
        return ready;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public MethodDescriptor<Q, P> getMethodDescriptor() {
        return method;
    }

    @Override
    public Attributes getAttributes() {
        return environment.attributes();
    }

    @Override
    public String getAuthority() {
        return authority;
    }

    @Override
    public void message(byte[] bytes) {
        if (!closed) {
            inbox.add(bytes);
            deliver();
        }
    }

    @Override
    public void halfClose() {
        requestComplete = true;
        cancelRequestTimer();
        deliver();
    }

    @Override
    public void refuse(Status status) {
        terminate(status);
    }

    @Override
    public void disconnected() {
        if (closed) {
            return;
        }
        Status gone = Status.CANCELLED.withDescription("the client disconnected");
        finish(gone);
        environment.services().running().remove(this);
        cancelled = true;
        context.cancel(gone.asException());
        notifyListener(ServerCall.Listener::onCancel);
    }

    @Override
    public void writable() {
        wakeService();
    }

    private void expireAfter(Duration timeout) {
        timer = environment.context().owner().setTimer(Math.max(1, timeout.toMillis()), id -> expire());
    }

    private void expire() {
        timer = NO_TIMER;
        terminate(Status.DEADLINE_EXCEEDED.withDescription("the deadline of the call has passed"));
    }

    private void terminate(Status status) {
        if (closed) {
            return;
        }
        finish(status);
        cancelled = true;
        end(status, new Metadata());
        context.cancel(status.asException());
        notifyListener(ServerCall.Listener::onCancel);
    }

    private void sendHead(Metadata headers) {
        headSent = true;
        Metadata all = new Metadata();
        all.merge(headers);
        all.merge(info.responseHeaders());
        transport.head(all);
    }

    private Future<Void> end(Status status, Metadata trailers) {
        Metadata all = new Metadata();
        all.merge(trailers);
        all.merge(info.responseTrailers());
        if (!headSent && !info.responseHeaders().keys().isEmpty()) {
            sendHead(new Metadata());
        }
        return transport
                .end(describe(status), all)
                .onComplete(done -> environment.services().running().remove(this));
    }

    private void finish(Status status) {
        closed = true;
        info.end();
        span.accept(status);
        environment
                .services()
                .recorder()
                .ended(method, environment.protocol(), status, System.nanoTime() - startedAt, info);
        inbox.clear();
        if (timer >= 0) {
            environment.context().owner().cancelTimer(timer);
        }
        cancelRequestTimer();
    }

    private void expectRequestWithin(Duration timeout) {
        requestTimer = environment.context().owner().setTimer(timeout.toMillis(), id -> {
            requestTimer = NO_TIMER;
            terminate(Status.DEADLINE_EXCEEDED.withDescription(
                    "the request did not arrive within %d s: send it faster, or less at once"
                            .formatted(timeout.toSeconds())));
        });
    }

    private void cancelRequestTimer() {
        if (requestTimer >= 0) {
            environment.context().owner().cancelTimer(requestTimer);
            requestTimer = NO_TIMER;
        }
    }

    private void deliver() {
        while (demand > 0 && !inbox.isEmpty() && !closed) {
            demand--;
            receive(inbox.remove());
        }
        if (closed) {
            return;
        }
        if (inbox.isEmpty() && requestComplete && !halfCloseDelivered) {
            halfCloseDelivered = true;
            notifyListener(ServerCall.Listener::onHalfClose);
        }
        if (!requestComplete) {
            transport.reading(inbox.isEmpty());
        }
    }

    private void receive(byte[] bytes) {
        try {
            @SuppressWarnings("unchecked")
            Q message = (Q) codec.decode(bytes, requestPrototype());
            notifyListener(target -> target.onMessage(message));
        } catch (StatusException e) {
            terminate(e.getStatus());
        }
    }

    private Message requestPrototype() {
        return (Message) ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype();
    }

    private void wakeService() {
        if (awaitsReady && !closed && inFlight.get() < MAX_BYTES_IN_FLIGHT && transport.writable()) {
            awaitsReady = false;
            notifyListener(ServerCall.Listener::onReady);
        }
    }

    private void notifyListener(Consumer<ServerCall.Listener<Q>> event) {
        inContext(() -> event.accept(listener));
    }

    private void inContext(Runnable step) {
        Context previous = context.attach();
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            terminate(environment.services().failures().statusOf(e));
        } finally {
            context.detach(previous);
        }
    }

    private Status describe(Status status) {
        return status.getCode() == Status.Code.UNIMPLEMENTED && status.getDescription() == null
                ? status.withDescription(method.getFullMethodName() + " is not implemented")
                : status;
    }
}
