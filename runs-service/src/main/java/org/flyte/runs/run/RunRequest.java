package org.flyte.runs.run;

import com.google.protobuf.Timestamp;
import java.util.Optional;
import java.util.Set;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.RunSource;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.task.TaskKey;
import org.flyte.runs.trigger.RunTrigger;

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
        record Deployed(TaskKey key) implements TaskReference {}

        /**
         * The task of a trigger.
         *
         * @param taskName may be empty when only one task has a trigger of that name
         */
        record OfTrigger(String project, String domain, String taskName, String name) implements TaskReference {}
    }

    /** The inputs of the run. */
    public sealed interface GivenInputs {
        /** The request has none: those of the trigger, or the defaults of the task. */
        record Absent() implements GivenInputs {}

        /** They come with the request. */
        record Inline(Inputs inputs) implements GivenInputs {}

        /**
         * They were uploaded before.
         *
         * @param hash of the inputs as the client computed it; it is never computed again
         */
        record Uploaded(String uri, String hash) implements GivenInputs {}
    }

    /** The request, completed by the trigger that starts it: what the request says itself wins as a whole. */
    RunRequest completedBy(RunTrigger trigger, Set<String> uncachedInputs) {
        GivenInputs given = inputs instanceof GivenInputs.Absent ? inputsOf(trigger) : inputs;
        if (given instanceof GivenInputs.Uploaded uploaded
                && startTime.isPresent()
                && !trigger.kickoffInput().isEmpty()
                && !uncachedInputs.contains(trigger.kickoffInput())) {
            // The task fills the input in from the start time: runs of other times must not share a cache entry.
            given = new GivenInputs.Uploaded(
                    uploaded.uri(), uploaded.hash() + "|runStartTime=" + ProtoTime.toInstant(startTime.get()));
        }
        RunSpec effective =
                settings.equals(RunSpec.getDefaultInstance()) ? trigger.spec().getRunSpec() : settings;
        return new RunRequest(run, named, task, given, effective, startTime, source);
    }

    private GivenInputs inputsOf(RunTrigger trigger) {
        if (trigger.spec().hasOffloadedInputData()) {
            OffloadedInputData data = trigger.spec().getOffloadedInputData();
            return new GivenInputs.Uploaded(data.getUri(), data.getInputsHash());
        }
        Inputs.Builder merged = trigger.spec().getInputs().toBuilder();
        String kickoff = trigger.kickoffInput();
        if (!kickoff.isEmpty() && startTime.isPresent()) {
            merged.clearLiterals();
            trigger.spec().getInputs().getLiteralsList().stream()
                    .filter(literal -> !literal.getName().equals(kickoff))
                    .forEach(merged::addLiterals);
            merged.addLiterals(NamedLiteral.newBuilder()
                    .setName(kickoff)
                    .setValue(Literal.newBuilder()
                            .setScalar(Scalar.newBuilder()
                                    .setPrimitive(Primitive.newBuilder().setDatetime(startTime.get())))));
        }
        return new GivenInputs.Inline(merged.build());
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
