package org.flyte.runs.action;

import com.google.rpc.Status;
import org.flyte.platform.errors.StatusMapper;

/** Outcomes that travel inside a response of InternalRunService (runs spec §12). Codes are gRPC numbers. */
final class Statuses {
    static final Status OK = Status.getDefaultInstance();

    private Statuses() {}

    /** Done, with a remark for whoever reads the log. */
    static Status ok(String remark) {
        return Status.newBuilder().setMessage(remark).build();
    }

    static Status of(io.grpc.Status.Code code, String message) {
        return Status.newBuilder().setCode(code.value()).setMessage(message).build();
    }

    static Status of(Throwable failure) {
        io.grpc.Status status = StatusMapper.statusOf(failure);
        return of(status.getCode(), status.getDescription() == null ? "" : status.getDescription());
    }
}
