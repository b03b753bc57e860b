package org.flyte.platform.connect.validation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.ConnectConfig.Validation;
import org.flyte.platform.connect.RefusingListener;
import org.flyte.platform.connect.call.Methods;
import org.flyte.platform.connect.call.RequestCheck;

/** Refuses requests that break the rules of their contract, before the service sees them. */
@ApplicationScoped
@GlobalInterceptor
public class ValidationInterceptor implements ServerInterceptor, RequestCheck {
    private final Instance<Methods> methods;
    private final Optional<ValidationPolicy> policy;
    private final Validation mode;
    private final Set<String> exempt;
    private volatile RequestValidator validator;

    ValidationInterceptor(Instance<Methods> methods, Instance<ValidationPolicy> policies, ConnectConfig config) {
        this.methods = methods;
        this.policy = policies.isResolvable() ? Optional.of(policies.get()) : Optional.empty();
        this.mode = config.validation();
        this.exempt = config.validationExempt().map(Set::copyOf).orElse(Set.of());
    }

    void prepare(@Observes StartupEvent event) {
        List<Descriptor> requests = methods.get().requestTypes();
        if (policy.isPresent()) {
            validator = new RequestValidator(new ContractRules(requests, policy.get()));
            return;
        }
        validator = switch (mode) {
            case NONE -> null;
            case REQUIRED -> new RequestValidator(new RequiredRules(requests, exempt));
            case ALL -> new RequestValidator(new ContractRules(requests, new ExemptFields(exempt)));
        };
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

    private static final class Checked<Q> extends RefusingListener<Q> {
        private final ServerCall<Q, ?> call;
        private final RequestValidator rules;

        Checked(ServerCall<Q, ?> call, ServerCall.Listener<Q> next, RequestValidator rules) {
            super(next);
            this.call = call;
            this.rules = rules;
        }

        @Override
        protected boolean admits(Q message) {
            Optional<StatusRuntimeException> failure =
                    RequestCheck.PASSED.get() == message ? Optional.empty() : rules.check((Message) message);
            failure.ifPresent(refusal -> call.close(refusal.getStatus(), refusal.getTrailers()));
            return failure.isEmpty();
        }
    }
}
