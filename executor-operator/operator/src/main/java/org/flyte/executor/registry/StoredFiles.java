package org.flyte.executor.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskFiles;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Outputs;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.ObjectStore;

/** The files of actions, in the object store. */
@ApplicationScoped
class StoredFiles implements TaskFiles {
    private static final long MAX_BYTES = 64L << 20;

    private final ObjectStore store;

    StoredFiles(ObjectStore store) {
        this.store = store;
    }

    @Override
    public Inputs inputs(TaskExecution execution) {
        return parsed(execution.inputs().file(), Inputs.parser(), Inputs.getDefaultInstance());
    }

    @Override
    public Outputs outputs(TaskExecution execution) {
        return parsed(execution.files().outputsFile(), Outputs.parser(), Outputs.getDefaultInstance());
    }

    private <T extends Message> T parsed(String address, Parser<T> parser, T nothing) {
        try {
            return parser.parseFrom(store.read(address, MAX_BYTES));
        } catch (NotFound e) {
            return nothing;
        } catch (Exhausted e) {
            throw refused("%s is bigger than %d bytes".formatted(address, MAX_BYTES), e);
        } catch (InvalidProtocolBufferException e) {
            throw refused("%s cannot be read: %s".formatted(address, e.getMessage()), e);
        }
    }

    private static StartException refused(String message, Exception cause) {
        return StartException.refused(Failure.permanent(Failure.BAD_TASK, message), cause);
    }

    @Override
    public byte[] read(String address, long maxBytes) {
        return store.read(address, maxBytes);
    }

    @Override
    public void write(String address, byte[] content) {
        store.write(address, content);
    }
}
