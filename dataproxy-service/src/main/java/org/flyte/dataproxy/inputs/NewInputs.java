package org.flyte.dataproxy.inputs;

import org.flyte.idl.dataproxy.UploadInputsRequest;
import org.flyte.idl.task.Inputs;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Inputs of a future run. */
public final class NewInputs {
    private final InputsScope scope;
    private final TaskSource task;
    private final String baseDir;
    private final Inputs inputs;

    private NewInputs(InputsScope scope, TaskSource task, String baseDir, Inputs inputs) {
        this.scope = scope;
        this.task = task;
        this.baseDir = baseDir;
        this.inputs = inputs;
    }

    /**
     * Reads and checks a request.
     *
     * @throws InvalidArgument naming the field that is wrong
     */
    public static NewInputs from(UploadInputsRequest request) {
        return new NewInputs(
                InputsScope.from(request), TaskSource.from(request), request.getBaseDir(), request.getInputs());
    }

    InputsScope scope() {
        return scope;
    }

    TaskSource task() {
        return task;
    }

    /** Store prefix that the caller chose; empty: the place of all uploads. */
    String baseDir() {
        return baseDir;
    }

    Inputs inputs() {
        return inputs;
    }
}
