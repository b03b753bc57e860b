package org.flyte.platform.audit;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;

/** In strict mode, refuses what could not be recorded: changes while the queue is full. */
@ApplicationScoped
@GlobalInterceptor
public class AuditGate implements ServerInterceptor {
    private static final String FULL = "the audit trail takes no records, so nothing may be changed; try again";

    private final boolean strict;
    private final AuditQueue queue;

    AuditGate(AuditConfig config, AuditQueue queue) {
        strict = config.enabled() && config.strict();
        this.queue = queue;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
        if (strict
                && queue.isFull()
                && !Verb.of(call.getMethodDescriptor().getBareMethodName()).isRead()) {
            call.close(Status.UNAVAILABLE.withDescription(FULL), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}
