package org.flyte.platform.connect.validation;

import build.buf.validate.Violation;
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

/** Holds requests against the rules in their own contract. */
record RequestValidator(RequestRules rules) {
    /** Returns the failure to answer with, INVALID_ARGUMENT with the violations as details; empty if all is well. */
    Optional<StatusRuntimeException> check(Message request) {
        List<Violation> violations;
        try {
            violations = rules.violations(request);
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

    private static StatusRuntimeException failure(Descriptor request, List<Violation> violations) {
        Violations details =
                Violations.newBuilder().addAllViolations(violations).build();
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
