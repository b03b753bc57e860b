package org.flyte.platform.identity.permission;

import com.google.protobuf.Message;
import io.grpc.Status;
import java.util.Optional;
import org.flyte.platform.identity.Caller;

/** Is told of every decision, such as to keep an audit trail. Called on the call's event loop: it does not block. */
public interface DecisionListener {
    /**
     * A call was let through or refused.
     *
     * @param method full name of the method
     * @param caller as far as proven
     * @param request empty for a refusal before the request arrived
     * @param refusal the status with which it was refused; empty if it was let through
     */
    void decided(String method, Caller caller, Optional<Message> request, Optional<Status> refusal);
}
