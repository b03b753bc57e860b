package org.flyte.platform.connect.validation;

import build.buf.protovalidate.ValidationResult;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.Violation;
import build.buf.protovalidate.exceptions.CompilationException;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.Violations;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds requests against the rules in their own contract, as far as the policy wants it. */
final class RequestValidator {
    private final Validator validator;
    private final ValidationPolicy policy;

    /** Compiles the rules of every request type, so that no call has to wait for it. */
    RequestValidator(List<Descriptor> requests, ValidationPolicy policy) {
        this.policy = policy;
        try {
            this.validator = ValidatorFactory.newBuilder().buildWithDescriptors(requests, false);
        } catch (CompilationException e) {
            throw new IllegalStateException("a buf.validate rule does not compile: " + e.getMessage(), e);
        }
    }

    /** Returns the failure to answer with, INVALID_ARGUMENT with the violations as details; empty if all is well. */
    Optional<StatusRuntimeException> check(Message request) {
        List<Violation> violations;
        try {
            violations = violations(request);
        } catch (DateTimeException | ArithmeticException e) {
            // The validator cannot read a time that Java cannot hold.
            String text = TimeRange.violation(request).orElse("a time is out of range");
            return Optional.of(
                    Status.INVALID_ARGUMENT.withDescription(text).withCause(e).asRuntimeException(new Metadata()));
        }
        return violations.isEmpty()
                ? Optional.empty()
                : Optional.of(failure(request.getDescriptorForType(), violations));
    }

    private List<Violation> violations(Message request) {
        try {
            ValidationResult result = validator.validate(request);
            String type = request.getDescriptorForType().getFullName();
            return result.getViolations().stream()
                    .filter(violation -> policy.counts(type, violation))
                    .toList();
        } catch (ValidationException e) {
            throw new IllegalStateException("a buf.validate rule cannot be applied: " + e.getMessage(), e);
        }
    }

    private static StatusRuntimeException failure(Descriptor request, List<Violation> violations) {
        Violations details = Violations.newBuilder()
                .addAllViolations(violations.stream().map(Violation::toProto).toList())
                .build();
        String message = details.getViolationsList().stream()
                .map(violation -> ViolationText.of(request, violation))
                .distinct()
                .collect(Collectors.joining("; "));
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage(message)
                .addDetails(Any.pack(details))
                .build());
    }
}
