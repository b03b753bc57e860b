package org.flyte.platform.connect.validation;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.call.Methods;
import org.flyte.platform.connect.call.RequestCheck;

/** Refuses requests that break the rules of their contract, before the service sees them. */
@ApplicationScoped
@GlobalInterceptor
public class ValidationInterceptor implements ServerInterceptor, RequestCheck {
    private final Instance<Methods> methods;
    private final Optional<ValidationPolicy> policy;
    private volatile RequestValidator validator;

    ValidationInterceptor(Instance<Methods> methods, Instance<ValidationPolicy> policies, ConnectConfig config) {
        this.methods = methods;
        if (policies.isResolvable()) {
            this.policy = Optional.of(policies.get());
        } else if (config.validation() == ConnectConfig.Validation.NONE) {
            this.policy = Optional.empty();
        } else {
            this.policy = Optional.of(new ConfiguredPolicy(
                    config.validation(),
                    config.validationExempt().map(Set::copyOf).orElse(Set.of())));
        }
    }

    void compile(@Observes StartupEvent event) {
        policy.ifPresent(
                chosen -> validator = new RequestValidator(methods.get().requestTypes(), chosen));
    }

    @Override
    public Optional<StatusRuntimeException> check(Message request) {
        RequestValidator rules = validator;
        return rules == null ? Optional.empty() : rules.check(request);
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
        ServerCall.Listener<Q> listener = next.startCall(call, headers);
        RequestValidator rules = validator;
        return rules == null ? listener : new Checked<>(call, listener, rules);
    }

    private static final class Checked<Q, P> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, P> call;
        private final RequestValidator rules;
        private boolean refused;

        Checked(ServerCall<Q, P> call, ServerCall.Listener<Q> next, RequestValidator rules) {
            super(next);
            this.call = call;
            this.rules = rules;
        }

        @Override
        public void onMessage(Q message) {
            Optional<StatusRuntimeException> failure =
                    RequestCheck.PASSED.get() == message ? Optional.empty() : rules.check((Message) message);
            if (failure.isPresent()) {
                refused = true;
                call.close(failure.get().getStatus(), failure.get().getTrailers());
            } else {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }
}
