package org.flyte.actions.error;

import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.actions.child.ChildState;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.ExecutionError;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.RunLayout;
import org.flyte.platform.storage.ObjectStore;
import org.jboss.logging.Logger;

/**
 * Reads errors that are only in the object store: that of a failed trace lies beside its inputs, that of a task in the
 * folder of its attempt. All methods block on the store: call them on virtual threads.
 */
@ApplicationScoped
public class ErrorDocumentStore {
    private static final Logger LOG = Logger.getLogger(ErrorDocumentStore.class);
    private static final long MAX_SIZE = 1 << 20;

    private final ObjectStore store;

    ErrorDocumentStore(ObjectStore store) {
        this.store = store;
    }

    /** The error of a trace; the unknown error if it left none, and then the SDK may run the step again. */
    public ExecutionError ofTrace(String runOutputBase, String name) {
        return read(new RunLayout(runOutputBase).action(name)).orElseGet(ErrorDocumentStore::unknown);
    }

    /** The error of a trace or of an attempt of a task, whichever it is. */
    public ExecutionError ofChild(String runOutputBase, String name, int attempt) {
        RunLayout run = new RunLayout(runOutputBase);
        return read(run.action(name)).or(() -> read(run.attempt(name, attempt))).orElseGet(ErrorDocumentStore::unknown);
    }

    private static ExecutionError unknown() {
        return ChildState.unknownError(ActionPhase.ACTION_PHASE_FAILED);
    }

    private Optional<ExecutionError> read(AttemptLayout attempt) {
        String address = attempt.errorFile();
        try {
            ContainerError error =
                    ErrorDocument.parseFrom(store.read(address, MAX_SIZE)).getError();
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
            LOG.debugf("no readable error document: address=%s cause=%s", address, e.getMessage());
            return Optional.empty();
        }
    }
}
