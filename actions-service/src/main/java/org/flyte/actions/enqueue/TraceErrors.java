package org.flyte.actions.enqueue;

import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.actions.id.ActionKey;
import org.flyte.idl.actions.Action;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.ExecutionError;
import org.flyte.idl.core.ExecutionError.ErrorKind;
import org.flyte.platform.errors.FlyteException;
import org.flyte.platform.storage.Address;
import org.flyte.platform.storage.ObjectStore;
import org.jboss.logging.Logger;

/** Reads the error that a failed trace left beside its inputs (sdk-client spec §5.7). Blocks. */
@ApplicationScoped
class TraceErrors {
    private static final Logger LOG = Logger.getLogger(TraceErrors.class);
    private static final long LARGEST = 1 << 20;

    /** For a trace that left no error, as one without outputs does: the SDK then runs the step again. */
    static final ExecutionError UNEXPLAINED = ExecutionError.newBuilder()
            .setCode("Unknown")
            .setMessage("the traced step failed and left no error")
            .setKind(ErrorKind.USER)
            .setRecoverability(ContainerError.Kind.RECOVERABLE)
            .build();

    private final ObjectStore store;

    TraceErrors(ObjectStore store) {
        this.store = store;
    }

    ExecutionError read(ActionKey key, Action action) {
        String address = Address.join(action.getRunOutputBase(), key.name(), "error.pb");
        try {
            ContainerError error =
                    ErrorDocument.parseFrom(store.read(address, LARGEST)).getError();
            return ExecutionError.newBuilder()
                    .setCode(error.getCode())
                    .setMessage(error.getMessage())
                    .setErrorUri(address)
                    .setKind(error.getOrigin())
                    .setRecoverability(error.getKind())
                    .build();
        } catch (FlyteException.Unavailable e) {
            throw e;
        } catch (FlyteException | InvalidProtocolBufferException e) {
            LOG.debugf("trace without error: action=%s reason=%s", key, e.getMessage());
            return UNEXPLAINED;
        }
    }
}
