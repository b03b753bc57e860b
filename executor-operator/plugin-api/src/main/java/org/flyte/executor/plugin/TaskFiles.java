package org.flyte.executor.plugin;

import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Outputs;

/** The files of an action in the object store. Calls block. */
public interface TaskFiles {
    /**
     * The inputs of the action; empty when there is no file.
     *
     * @throws StartException when they cannot be read
     */
    Inputs inputs(TaskExecution execution);

    /** The outputs of the attempt, as its process wrote them; empty when there is no file. */
    Outputs outputs(TaskExecution execution);

    /**
     * A file below the base of the store.
     *
     * @throws org.flyte.platform.model.FlyteException NotFound, Exhausted when it has more bytes, InvalidArgument when it is not ours
     */
    byte[] read(String address, long maxBytes);

    /** Replaces a file below the base of the store. */
    void write(String address, byte[] content);
}
