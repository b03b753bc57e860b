package org.flyte.runs.action;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import org.flyte.idl.internal.ChildState;
import org.flyte.platform.errors.StatusMapper;

/**
 * What InternalRunService answers in the body of a response whose call succeeds.
 *
 * @param message "" when there is nothing to say
 * @param finished state of an action that has ended and is not to be executed, else null; a detail of the status
 */
public record Outcome(Code code, String message, ChildState finished) {
    /** Done. */
    public static final Outcome OK = new Outcome(Code.OK, "");

    Outcome(Code code, String message) {
        this(code, message, null);
    }

    /** The action has ended, in this state. */
    static Outcome finished(ChildRow state) {
        return new Outcome(Code.ALREADY_EXISTS, "action %s has ended".formatted(state.key()), state.toProto());
    }

    /** Done, with a remark for the caller's log. */
    static Outcome ok(String remark) {
        return new Outcome(Code.OK, remark);
    }

    static Outcome of(Throwable failure) {
        io.grpc.Status status = StatusMapper.statusOf(failure);
        return new Outcome(status.getCode(), status.getDescription() == null ? "" : status.getDescription());
    }

    Status toStatus() {
        if (code == Code.OK && message.isEmpty()) {
            return Status.getDefaultInstance();
        }
        Status.Builder status = Status.newBuilder().setCode(code.value()).setMessage(message);
        return finished == null
                ? status.build()
                : status.addDetails(Any.pack(finished)).build();
    }
}
