package org.flyte.platform.identity.call;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Prioritized;
import org.flyte.platform.connect.CallContext;
import org.flyte.platform.connect.RefusingListener;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.errors.StatusMapper;
import org.flyte.platform.identity.AccessDecision;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.permission.Permissions;
import org.flyte.platform.identity.token.TokenRejection;
import org.flyte.platform.identity.token.VerifiedToken;

/**
 * Lets no call through without a caller that is proven and has the permission for it. It is in front of all other
 * interceptors, on every listener and protocol; without {@code flyte.auth.enabled} it does nothing.
 */
@ApplicationScoped
@GlobalInterceptor
public class AccessInterceptor implements ServerInterceptor, Prioritized {
    private final AuthenticationConfig config;
    private final CallerReader callers;
    private final Permissions permissions;
    private final StreamSupervisor streams;

    AccessInterceptor(
            AuthenticationConfig config, CallerReader callers, Permissions permissions, StreamSupervisor streams) {
        this.config = config;
        this.callers = callers;
        this.permissions = permissions;
        this.streams = streams;
    }

    /** In front of the check of requests, and of whatever an application adds. */
    @Override
    public int getPriority() {
        return 1000;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (!config.enabled() || permissions.isForAnybody(method)) {
            return next.startCall(call, headers);
        }
        LateListener<Q> late = new LateListener<>();
        callers.read(headers)
                .emitOn(CallContext.here())
                .subscribe()
                .with(verified -> admit(call, headers, next, verified, late), failure -> refuse(call, failure));
        return late;
    }

    private <Q, P> void admit(
            ServerCall<Q, P> call,
            Metadata headers,
            ServerCallHandler<Q, P> next,
            VerifiedToken verified,
            LateListener<Q> late) {
        String method = call.getMethodDescriptor().getFullMethodName();
        RpcCall.current().ifPresent(info -> info.note(Caller.class, verified.caller()));
        try {
            permissions.checkCaller(method, verified.caller());
        } catch (RuntimeException e) {
            note(new AccessDecision(false, "caller", "", "", "", ""));
            refuse(call, e);
            return;
        }
        late.start(new Admitted<>(call, next.startCall(call, headers), verified));
    }

    private static void refuse(ServerCall<?, ?> call, Throwable failure) {
        Status status = failure instanceof TokenRejection rejection
                ? Status.UNAUTHENTICATED.withDescription(rejection.getMessage())
                : StatusMapper.statusOf(failure);
        call.close(status, new Metadata());
    }

    private static void note(AccessDecision decision) {
        RpcCall.current().ifPresent(call -> call.note(AccessDecision.class, decision));
    }

    /** Asks for the permission once the request is there, of a stream of requests for each. */
    private final class Admitted<Q, P> extends RefusingListener<Q> {
        private final ServerCall<Q, P> call;
        private final VerifiedToken verified;
        private boolean supervised;

        Admitted(ServerCall<Q, P> call, ServerCall.Listener<Q> next, VerifiedToken verified) {
            super(next);
            this.call = call;
            this.verified = verified;
        }

        @Override
        protected boolean admits(Q message) {
            Message request = (Message) message;
            String method = call.getMethodDescriptor().getFullMethodName();
            try {
                permissions.check(method, verified.caller(), request);
            } catch (RuntimeException e) {
                note(permissions.describe(method, request, false));
                refuse(call, e);
                return false;
            }
            note(permissions.describe(method, request, true));
            if (!supervised && call.getMethodDescriptor().getType() == MethodType.SERVER_STREAMING) {
                supervised = true;
                streams.supervise(call, verified, request);
            }
            return true;
        }
    }
}
