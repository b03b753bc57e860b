package org.flyte.platform.connect.call;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.function.Consumer;
import org.flyte.platform.connect.wire.ConnectCode;

/**
 * The trace of a call: the server span that Quarkus has opened for its HTTP request gets the name, the attributes and
 * the status of the RPC. There is no second one, and without OpenTelemetry on the class path there is none.
 */
final class CallSpan {
    private static final boolean IS_TRACING_THERE = isThere("io.opentelemetry.api.trace.Span");

    private CallSpan() {}

    /** Names the span of the current Vert.x context; the consumer takes the status at the end of the call. */
    static Consumer<Status> begin(MethodDescriptor<?, ?> method, String protocol) {
        return IS_TRACING_THERE ? named(method, protocol) : CallSpan::untraced;
    }

    private static Consumer<Status> named(MethodDescriptor<?, ?> method, String protocol) {
        Span span = Span.current();
        if (!span.isRecording()) {
            return CallSpan::untraced;
        }
        boolean connect = protocol.equals("connect");
        span.updateName(method.getFullMethodName());
        span.setAttribute("rpc.system", connect ? "connect_rpc" : "grpc");
        span.setAttribute("rpc.service", method.getServiceName());
        span.setAttribute("rpc.method", method.getBareMethodName());
        return status -> {
            if (!connect) {
                span.setAttribute("rpc.grpc.status_code", status.getCode().value());
            } else if (!status.isOk()) {
                span.setAttribute(
                        "rpc.connect_rpc.error_code",
                        ConnectCode.of(status.getCode()).wireName());
            }
            if (isServersFault(status)) {
                span.setStatus(StatusCode.ERROR, status.getDescription() == null ? "" : status.getDescription());
            }
        };
    }

    /** As OpenTelemetry's conventions count errors of a server. */
    private static boolean isServersFault(Status status) {
        return switch (status.getCode()) {
            case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
            default -> false;
        };
    }

    private static void untraced(Status status) {}

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, CallSpan.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
