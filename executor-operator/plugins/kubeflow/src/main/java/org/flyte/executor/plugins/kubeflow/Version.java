package org.flyte.executor.plugins.kubeflow;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import com.google.protobuf.Message;
import java.util.function.Function;
import org.flyte.executor.plugin.job.CustomMessage;
import org.flyte.idl.core.TaskTemplate;

/** Reads the field {@code custom} by the version of the task type: 0 has a flat message, 1 one with replica specs. */
final class Version {
    private Version() {}

    /**
     * What a task asks for.
     *
     * @param flat any message of version 0, and what it asks for
     * @param specs any message of version 1, and what it asks for
     */
    static <F extends Message, S extends Message, T> T read(
            TaskTemplate task, F flat, Function<F, T> ofFlat, S specs, Function<S, T> ofSpecs) {
        return switch (task.getTaskTypeVersion()) {
            case 0 -> ofFlat.apply(CustomMessage.of(task, flat));
            case 1 -> ofSpecs.apply(CustomMessage.of(task, specs));
            default ->
                throw bad(
                        "task_type_version %d of the task type '%s' is not supported, 0 and 1 are",
                        task.getTaskTypeVersion(), task.getType());
        };
    }
}
