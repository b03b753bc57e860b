package org.flyte.platform.limits;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Prioritized;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.platform.connect.RefusingListener;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.Caller;

/** Refuses callers that use more than their share; behind the check of who calls, in front of the work. */
@ApplicationScoped
@GlobalInterceptor
public class CallerLimitInterceptor implements ServerInterceptor, Prioritized {
    private final boolean enabled;
    private final CallerLimits limits;
    private final Refusals refusals;

    CallerLimitInterceptor(LimitsConfig config, AuthenticationConfig authentication, MeterRegistry registry) {
        enabled = config.enabled() && authentication.enabled();
        limits = new CallerLimits(config, System::nanoTime);
        refusals = new Refusals("caller", registry);
    }

    /** Behind the one that finds the caller, in front of the check of requests. */
    @Override
    public int getPriority() {
        return 500;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
        Optional<String> key = enabled ? limits.keyOf(Caller.current()) : Optional.empty();
        return key.isEmpty()
                ? next.startCall(call, headers)
                : limited(call, headers, next, Caller.current(), key.get());
    }

    private <Q, P> ServerCall.Listener<Q> limited(
            ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next, Caller caller, String key) {
        boolean stream = !call.getMethodDescriptor().getType().serverSendsOneMessage();
        Optional<Refusal> refusal =
                limits.call(caller, key).or(() -> stream ? limits.open(caller, key) : Optional.empty());
        if (refusal.isPresent()) {
            refusals.close(call, refusal.get());
            return new ServerCall.Listener<>() {};
        }
        AtomicBoolean open = new AtomicBoolean(stream);
        Runnable end = () -> {
            if (open.compareAndSet(true, false)) {
                limits.close(key);
            }
        };
        ServerCall<Q, P> counted = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                end.run();
                super.close(status, trailers);
            }
        };
        return new Counted<>(counted, next.startCall(counted, headers), caller, key, end);
    }

    /** Counts what a call sends. */
    private final class Counted<Q> extends RefusingListener<Q> {
        private final ServerCall<Q, ?> call;
        private final Caller caller;
        private final String key;
        private final Runnable end;

        Counted(ServerCall<Q, ?> call, ServerCall.Listener<Q> next, Caller caller, String key, Runnable end) {
            super(next);
            this.call = call;
            this.caller = caller;
            this.key = key;
            this.end = end;
        }

        @Override
        protected boolean admits(Q message) {
            Optional<Refusal> refusal = limits.message(caller, key, ((MessageLite) message).getSerializedSize())
                    .or(() -> message instanceof CreateRunRequest request
                            ? limits.run(caller, key, projectOf(request))
                            : Optional.empty());
            refusal.ifPresent(beyond -> refusals.close(call, beyond));
            return refusal.isEmpty();
        }

        @Override
        public void onCancel() {
            end.run();
            super.onCancel();
        }
    }

    private static String projectOf(CreateRunRequest request) {
        return request.hasRunId()
                ? request.getRunId().getProject()
                : request.getProjectId().getName();
    }
}
