package org.flyte.platform.connect.call;

import com.google.protobuf.Message;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.connect.wire.Codec;
import org.flyte.platform.connect.wire.Packed;
import org.flyte.platform.connect.wire.Payload;

/**
 * A gRPC server call that a {@link Transport} carries. Services see an ordinary {@link ServerCall}: they may call it
 * from any thread; everything else happens on the request's own Vert.x context.
 *
 * <p>When the client disconnects or the deadline passes, the call's gRPC context is cancelled, so outgoing gRPC calls
 * below it end; after a normal end it is not, so work that a service left running goes on.
 */
public final class HttpCall<Q, P> extends ServerCall<Q, P> implements Transport.Inbound, Inbox.Recipient<Q> {
    private static final long MAX_BYTES_IN_FLIGHT = 64 * 1024;

    private final MethodDescriptor<Q, P> method;
    private final Transport transport;
    private final RpcCall info;
    private final CallEnvironment environment;
    private final LoopExecutor loop;
    private final Context.CancellableContext context;
    private final String authority;
    private final ByteBudget.Share memory;
    private final DeadlineTimer deadline;
    private final ArrivalWatch arrival;
    private final DeadlineTimer departure;
    private final Inbox<Q> inbox;
    private final Outbox<P> outbox;
    private final long startedAt = System.nanoTime();
    private final Consumer<Status> span;

    private ServerCall.Listener<Q> listener = new ServerCall.Listener<>() {};
    private boolean headSent;
    private long unsent;
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
        this.transport = transport;
        this.environment = environment;
        this.loop = new LoopExecutor(environment.context());
        this.info = info;
        this.span = CallSpan.begin(method, environment.protocol());
        this.authority = info.headers().get("host").orElse(null);
        CallServices services = environment.services();
        this.memory = services.budget().share();
        this.context = memory.in(info.in(Context.ROOT)).withCancellation();
        Vertx vertx = environment.context().owner();
        this.deadline = new DeadlineTimer(vertx, this::refuse);
        this.arrival = new ArrivalWatch(vertx, services.arrival(), this::expectsMore, this::refuse);
        this.departure = new DeadlineTimer(vertx, late -> transport.drop());
        this.inbox = new Inbox<>(
                RequestDecoder.of(method, codec),
                services.check(),
                memory,
                method.getType() == MethodType.UNARY,
                services.codecThreads(),
                loop,
                this);
        this.outbox = new Outbox<>(
                codec,
                memory,
                loop,
                transport::pack,
                services.maxResponseSize(),
                services.codecThreads(),
                this::sendPacked,
                failure -> abort(statusOf(failure)));
    }

    /** Starts the call; the caller is on the call's event loop. */
    public void start(ServerCallHandler<Q, P> handler) {
        environment.services().running().add(this);
        info.timeout().ifPresent(deadline::start);
        inContext(() -> listener = handler.startCall(this, info.headers().metadata()));
        if (closed) {
            return; // An interceptor has refused the call: nothing of its request is kept.
        }
        transport.open(this);
        if (!inbox.isComplete() && !closed) {
            arrival.start(method.getType().clientSendsOneMessage());
        }
        notifyListener(ServerCall.Listener::onReady);
    }

    /** Says whether the method streams its responses. */
    public boolean isStream() {
        return !method.getType().serverSendsOneMessage();
    }

    /** Ends the call from the server's side, whatever the service is doing. */
    public void abort(Status status) {
        loop.execute(() -> refuse(status));
    }

    @Override
    public void request(int numMessages) {
        loop.execute(() -> inbox.request(numMessages));
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
        outbox.send(message);
    }

    private void sendPacked(Packed message) {
        if (!closed) {
            if (!headSent) {
                sendHead(new Metadata());
            }
            unsent += message.bytes().length;
            transport.message(message);
            writable();
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        Status mapped = environment.services().failures().statusOf(status);
        outbox.afterLast(() -> loop.execute(() -> complete(mapped, trailers)));
    }

    private void complete(Status status, Metadata trailers) {
        if (closed) {
            return;
        }
        finish(status);
        end(status, trailers)
                .onComplete(done -> notifyListener(
                        done.succeeded() ? ServerCall.Listener::onComplete : ServerCall.Listener::onCancel));
    }

    @Override
    public boolean isReady() {
        boolean ready = takesMore();
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
    public void arrived(int bytes) {
        arrival.received(bytes);
        try {
            memory.take(bytes);
        } catch (StatusException e) {
            refuse(e.getStatus());
        }
    }

    @Override
    public void message(Payload payload) {
        inbox.add(payload);
    }

    @Override
    public void halfClose() {
        arrival.stop();
        inbox.complete();
    }

    @Override
    public void received(Q message, boolean checked) {
        Context where = checked ? context.withValue(RequestCheck.PASSED, (Message) message) : context;
        in(where, () -> listener.onMessage(message));
    }

    @Override
    public void receivedAll() {
        notifyListener(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void unreadable(Throwable failure) {
        terminate(statusOf(failure), FailureMapper.trailersOf(failure));
    }

    @Override
    public void reading(boolean on) {
        arrival.reading(on);
        transport.reading(on);
    }

    @Override
    public void refuse(Status status) {
        terminate(status, new Metadata());
    }

    @Override
    public void disconnected() {
        if (closed) {
            return;
        }
        Status gone = Status.CANCELLED.withDescription("the client disconnected");
        finish(gone);
        left();
        cancelled = true;
        context.cancel(gone.asException());
        notifyListener(ServerCall.Listener::onCancel);
    }

    @Override
    public void writable() {
        if (awaitsReady && takesMore()) {
            awaitsReady = false;
            notifyListener(ServerCall.Listener::onReady);
        }
    }

    @Override
    public void sent(int bytes) {
        unsent -= bytes;
        memory.give(bytes);
    }

    private void terminate(Status status, Metadata trailers) {
        if (closed) {
            return;
        }
        finish(status);
        cancelled = true;
        end(status, trailers);
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
        Future<Void> sent = transport.end(describe(status), all);
        if (!sent.isComplete()) {
            departure.start(environment.services().responseTimeout(unsent));
        }
        return sent.onComplete(done -> {
            departure.stop();
            left();
        });
    }

    /** Nothing of the call is in the process any more. */
    private void left() {
        inbox.whenIdle(memory::close);
        environment.services().running().remove(this);
    }

    private void finish(Status status) {
        closed = true;
        info.end();
        span.accept(status);
        environment
                .services()
                .recorder()
                .ended(method, environment.protocol(), status, System.nanoTime() - startedAt, info, getAttributes());
        inbox.close();
        arrival.stop();
        deadline.stop();
    }

    /** Whether the client has not sent the rest of a message, or its only one. */
    private boolean expectsMore() {
        return !inbox.isComplete() && (method.getType().clientSendsOneMessage() || transport.hasPartial());
    }

    private boolean takesMore() {
        return !closed && outbox.waiting() < MAX_BYTES_IN_FLIGHT && transport.writable();
    }

    private void notifyListener(Consumer<ServerCall.Listener<Q>> event) {
        inContext(() -> event.accept(listener));
    }

    private void inContext(Runnable step) {
        in(context, step);
    }

    private void in(Context where, Runnable step) {
        Context previous = where.attach();
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            refuse(statusOf(e));
        } finally {
            where.detach(previous);
        }
    }

    private Status statusOf(Throwable failure) {
        return failure instanceof StatusException refusal
                ? refusal.getStatus()
                : environment.services().failures().statusOf(failure);
    }

    private Status describe(Status status) {
        return status.getCode() == Status.Code.UNIMPLEMENTED && status.getDescription() == null
                ? status.withDescription(method.getFullMethodName() + " is not implemented")
                : status;
    }
}
