package org.flyte.runs.action;

import com.google.rpc.Status;
import io.grpc.Status.Code;
import org.flyte.platform.errors.StatusMapper;

/**
 * What InternalRunService answers in the body of a response whose call succeeds.
 *
 * @param message "" when there is nothing to say
 */
public record Outcome(Code code, String message) {
    /** Done. */
    public static final Outcome OK = new Outcome(Code.OK, "");

    /** Done, with a remark for the caller's log. */
    static Outcome ok(String remark) {
        return new Outcome(Code.OK, remark);
    }

    static Outcome of(Throwable failure) {
        io.grpc.Status status = StatusMapper.statusOf(failure);
        return new Outcome(status.getCode(), status.getDescription() == null ? "" : status.getDescription());
    }

    Status toStatus() {
        return code == Code.OK && message.isEmpty()
                ? Status.getDefaultInstance()
                : Status.newBuilder().setCode(code.value()).setMessage(message).build();
    }
}
