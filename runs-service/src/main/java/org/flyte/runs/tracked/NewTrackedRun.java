package org.flyte.runs.tracked;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.CreateTrackedRunRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.run.RunName;
import org.flyte.runs.settings.rule.RunLabels;
import org.flyte.runs.task.TaskKey;

/**
 * A run that a client is about to execute.
 *
 * @param inputs address of the inputs file, "" when it has none
 * @param settings with the labels of the request
 * @param startedAt as the client says, empty when it does not
 */
record NewTrackedRun(RunKey key, Task task, String inputs, RunSpec settings, Optional<Instant> startedAt) {
    private static final String GENERATED = "local-";
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int RANDOM_CHARACTERS = 16;

    /** What the client runs: a task of its own, or a deployed one that is still to be read. */
    sealed interface Task {
        /** It comes with the request. */
        record Inline(TaskSpec spec) implements Task {}

        /** It is deployed. */
        record Deployed(TaskKey key) implements Task {}
    }

    /** Its task, resolved. */
    record Resolved(TaskIdentifier id, TaskSpec spec) {
        SpecBlob blob() {
            return SpecBlob.of(spec);
        }

        String shortName() {
            return spec.getShortName().isEmpty() ? id.getName() : spec.getShortName();
        }
    }

    /** Who creates it. */
    record Creator(String subject, ByteString identity) {
        static Creator of(Optional<EnrichedIdentity> caller) {
            return new Creator(
                    caller.map(who -> who.getUser().getId().getSubject()).orElse(null),
                    caller.map(EnrichedIdentity::toByteString).orElse(null));
        }
    }

    /** Fails with InvalidArgument that names the field. */
    static NewTrackedRun of(CreateTrackedRunRequest request, RandomGenerator random) {
        Map<String, String> labels =
                new TreeMap<>(request.getRunSpec().getLabels().getValuesMap());
        labels.putAll(request.getLabelsMap());
        RunSpec.Builder settings = request.getRunSpec().toBuilder();
        if (!labels.isEmpty()) {
            settings.getLabelsBuilder().putAllValues(labels);
        }
        RunLabels.check("labels", settings.getLabels());
        String inputs = request.getOffloadedInputData().getUri();
        return new NewTrackedRun(
                key(request, random),
                task(request),
                inputs.isEmpty()
                        ? ""
                        : new InputsLayout(RequestFields.storable("offloaded_input_data.uri", inputs)).file(),
                settings.build(),
                request.hasRunStartTime()
                        ? Optional.of(RequestFields.time("run_start_time", request.getRunStartTime()))
                        : Optional.empty());
    }

    private static RunKey key(CreateTrackedRunRequest request, RandomGenerator random) {
        return switch (request.getIdCase()) {
            case RUN_ID ->
                new RunKey(
                        RequestFields.required(
                                "run_id.project", request.getRunId().getProject()),
                        RequestFields.required(
                                "run_id.domain", request.getRunId().getDomain()),
                        name(request.getRunId().getName()));
            case PROJECT_ID ->
                new RunKey(
                        RequestFields.required(
                                "project_id.name", request.getProjectId().getName()),
                        RequestFields.required(
                                "project_id.domain", request.getProjectId().getDomain()),
                        generated(random));
            case ID_NOT_SET -> throw new InvalidArgument("run_id or project_id is required");
        };
    }

    /** Names of runs that this backend executes begin with r, those of apps and users of the platform with u. */
    private static String name(String name) {
        String valid = RunName.parse(name).value();
        if (valid.startsWith("r") || valid.startsWith("u")) {
            throw new InvalidArgument(
                    "run_id.name: names of tracked runs must not begin with r or u, which are reserved: '%s'", valid);
        }
        return valid;
    }

    private static String generated(RandomGenerator random) {
        StringBuilder name = new StringBuilder(GENERATED);
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }

    private static Task task(CreateTrackedRunRequest request) {
        return switch (request.getTaskCase()) {
            case TASK_ID -> new Task.Deployed(TaskKey.of("task_id", request.getTaskId()));
            case TASK_SPEC -> {
                RequestFields.required(
                        "task_spec.task_template.id.name",
                        !request.getTaskSpec()
                                .getTaskTemplate()
                                .getId()
                                .getName()
                                .isEmpty());
                yield new Task.Inline(request.getTaskSpec());
            }
            case TASK_NOT_SET -> throw new InvalidArgument("task is required: task_spec or task_id");
        };
    }
}
