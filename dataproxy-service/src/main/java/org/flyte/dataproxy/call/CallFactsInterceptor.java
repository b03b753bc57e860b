package org.flyte.dataproxy.call;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;

/** Keeps {@link CallFacts} in the context of each call. */
@GlobalInterceptor
@ApplicationScoped
class CallFactsInterceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Context context = Context.current().withValue(CallFacts.KEY, CallFacts.of(call, headers));
        return Contexts.interceptCall(context, call, headers, next);
    }
}
