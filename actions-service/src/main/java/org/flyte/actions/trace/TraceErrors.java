package org.flyte.actions.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.actions.watch.rule.ChildStates;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.ExecutionError;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.storage.ObjectStore;
import org.jboss.logging.Logger;

/**
 * Reads errors that are only in the store: a failed trace leaves its own beside its inputs (sdk-client spec §5.7), a task
 * in the folder of its attempt. Blocks.
 */
@ApplicationScoped
public class TraceErrors {
    private static final Logger LOG = Logger.getLogger(TraceErrors.class);
    private static final long LARGEST = 1 << 20;

    private final ObjectStore store;

    TraceErrors(ObjectStore store) {
        this.store = store;
    }

    /** The error of a trace; one without outputs leaves none, and then the SDK is free to run the step again. */
    public ExecutionError ofTrace(String runOutputBase, String name) {
        return read(runOutputBase, name, "error.pb").orElseGet(TraceErrors::unexplained);
    }

    /** The error of a trace or of an attempt of a task, whichever it is. */
    public ExecutionError ofChild(String runOutputBase, String name, int attempt) {
        return read(runOutputBase, name, "error.pb")
                .or(() -> read(runOutputBase, name, Integer.toString(attempt), "error.pb"))
                .orElseGet(TraceErrors::unexplained);
    }

    private static ExecutionError unexplained() {
        return ChildStates.unexplained(ActionPhase.ACTION_PHASE_FAILED);
    }

    private Optional<ExecutionError> read(String base, String... path) {
        try {
            String address = Address.join(base, path);
            ContainerError error =
                    ErrorDocument.parseFrom(store.read(address, LARGEST)).getError();
            return Optional.of(ExecutionError.newBuilder()
                    .setCode(error.getCode())
                    .setMessage(error.getMessage())
                    .setErrorUri(address)
                    .setKind(error.getOrigin())
                    .setRecoverability(error.getKind())
                    .build());
        } catch (FlyteException.Unavailable e) {
            throw e;
        } catch (FlyteException | InvalidProtocolBufferException e) {
            LOG.debugf("no error in the store: base=%s reason=%s", base, e.getMessage());
            return Optional.empty();
        }
    }
}
