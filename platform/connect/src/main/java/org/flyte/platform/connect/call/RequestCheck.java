package org.flyte.platform.connect.call;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * Checks request messages. Small ones are checked by an interceptor on the event loop; large ones already on the thread that
 * has read them.
 */
public interface RequestCheck {
    /** The message of the running call that has passed already. */
    Context.Key<Message> PASSED = Context.key("org.flyte.platform.connect.passed");

    /** Returns the failure to answer with; empty if all is well. Any thread may call it. */
    Optional<StatusRuntimeException> check(Message request);
}
