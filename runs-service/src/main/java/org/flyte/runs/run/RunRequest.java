package org.flyte.runs.run;

import com.google.protobuf.Timestamp;
import java.util.Optional;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.RunSource;
import org.flyte.platform.model.RunKey;

/**
 * What CreateRun asks for, with its fields checked. Its task is not resolved yet.
 *
 * @param named whether the client chose the name
 * @param settings as the client sent them
 * @param startTime that the client asks for
 */
public record RunRequest(
        RunKey run,
        boolean named,
        TaskReference task,
        GivenInputs inputs,
        RunSpec settings,
        Optional<Timestamp> startTime,
        RunSource source) {

    /** Which task to run. */
    public sealed interface TaskReference {
        /** The task comes with the request. */
        record Inline(TaskSpec spec) implements TaskReference {}

        /** A deployed task. */
        record Deployed(TaskIdentifier id) implements TaskReference {}

        /** The task of a trigger. */
        record OfTrigger(String trigger) implements TaskReference {}
    }

    /** The inputs of the run. */
    public sealed interface GivenInputs {
        /** They come with the request. */
        record Inline(Inputs inputs) implements GivenInputs {}

        /**
         * They were uploaded before.
         *
         * @param hash of the inputs as the client computed it; it is never computed again
         */
        record Uploaded(String uri, String hash) implements GivenInputs {}
    }

    /** The same request for a run of another name. */
    RunRequest withName(RunName name) {
        return new RunRequest(
                new RunKey(run.project(), run.domain(), name.value()),
                named,
                task,
                inputs,
                settings,
                startTime,
                source);
    }
}
