package org.flyte.platform.connect.validation;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.CompilationException;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.Violation;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.List;

/** All {@code buf.validate} rules, by protovalidate, as far as the policy wants them. */
final class ContractRules implements RequestRules {
    private final Validator validator;
    private final ValidationPolicy policy;

    /** Compiles the rules of every request type, so that no call has to wait for it. */
    ContractRules(List<Descriptor> requests, ValidationPolicy policy) {
        this.policy = policy;
        try {
            this.validator = ValidatorFactory.newBuilder().buildWithDescriptors(requests, false);
        } catch (CompilationException e) {
            throw new IllegalStateException("a buf.validate rule does not compile: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Violation> violations(Message request) {
        try {
            String type = request.getDescriptorForType().getFullName();
            return validator.validate(request).getViolations().stream()
                    .filter(violation -> policy.counts(type, violation))
                    .map(build.buf.protovalidate.Violation::toProto)
                    .toList();
        } catch (ValidationException e) {
            throw new IllegalStateException("a buf.validate rule cannot be applied: " + e.getMessage(), e);
        }
    }
}
