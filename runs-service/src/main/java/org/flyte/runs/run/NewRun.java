package org.flyte.runs.run;

import com.google.protobuf.ByteString;
import java.util.Map;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.model.RunLayout;
import org.flyte.platform.tracing.TraceParent;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.run.ResolveTask.ResolvedTask;
import org.flyte.runs.run.RunRequest.GivenInputs;
import org.flyte.runs.settings.rule.RunLabels;

/**
 * A run to be created, complete.
 *
 * @param key of its root action
 * @param named whether the client chose the name
 * @param fingerprint by which a repeated request is recognised, null when it cannot be
 * @param source name of a workflow.RunSource
 * @param recovery the earlier run whose succeeded actions it takes over
 */
record NewRun(
        ActionKey key,
        boolean named,
        Call call,
        RequestFingerprint fingerprint,
        String source,
        Task task,
        RunSpec settings,
        Data data,
        Recovery recovery) {
    private static final int MAX_QUEUE = 63;

    /**
     * The call that creates it.
     *
     * @param requestId the client's x-request-id, "" without one
     * @param subject of the caller, "" when unknown
     * @param createdBy common.EnrichedIdentity of the caller, null when unknown
     * @param creator internal.RunCreator, null for nobody in particular
     * @param trace of the call, null without one
     */
    record Call(String requestId, String subject, ByteString createdBy, ByteString creator, TraceParent trace) {}

    /** What it runs. */
    record Task(ResolvedTask resolved, SpecBlob blob, CacheKey cacheKey) {}

    /**
     * Where its data is.
     *
     * @param inputsToWrite what is to be written to the inputs file, null for inputs that were uploaded before
     */
    record Data(RunLayout layout, InputsLayout inputs, Inputs inputsToWrite) {}

    /** Builds the run; fails with InvalidArgument when its key cannot be a folder, a label is none or the name of its queue is too long. */
    static NewRun of(RunRequest request, ResolvedTask task, RunSpec settings, Call call, String storeBase) {
        RunLabels.check("run_spec.labels", settings.getLabels());
        if (settings.getQueue().length() > MAX_QUEUE) {
            throw new InvalidArgument(
                    "run_spec.queue has %d characters; at most %d are allowed",
                    settings.getQueue().length(), MAX_QUEUE);
        }
        String base = settings.getRunBaseDir().isEmpty() ? storeBase : settings.getRunBaseDir();
        RunLayout layout = RunLayout.below(base, request.run());
        Data data = switch (request.inputs()) {
            case GivenInputs.Absent absent -> inline(task, layout, Inputs.getDefaultInstance());
            case GivenInputs.Inline inline -> inline(task, layout, inline.inputs());
            case GivenInputs.Uploaded uploaded -> new Data(layout, new InputsLayout(uploaded.uri()), null);
        };
        CacheKey cacheKey = switch (request.inputs()) {
            case GivenInputs.Absent absent -> CacheKey.of(task.spec().getTaskTemplate(), data.inputsToWrite());
            case GivenInputs.Inline inline -> CacheKey.of(task.spec().getTaskTemplate(), data.inputsToWrite());
            case GivenInputs.Uploaded uploaded ->
                CacheKey.of(task.spec().getTaskTemplate(), new InputsHash(uploaded.hash()));
        };
        SpecBlob blob = SpecBlob.of(task.spec());
        return new NewRun(
                request.run().root(),
                request.named(),
                call,
                RequestFingerprint.of(call, request, blob),
                request.source().name(),
                new Task(task, blob, cacheKey),
                settings,
                data,
                Recovery.NONE);
    }

    /** The same run, which takes over what succeeded in an earlier one. */
    NewRun recovering(Recovery earlier) {
        return new NewRun(key, named, call, fingerprint, source, task, settings, data, earlier);
    }

    private static Data inline(ResolvedTask task, RunLayout layout, Inputs given) {
        Inputs inputs = new DefaultInputs(task.spec()).complete(given);
        return new Data(layout, layout.inputs(SpecBlob.deterministic(inputs)), inputs);
    }

    Map<String, String> labels() {
        return settings.getLabels().getValuesMap();
    }
}
