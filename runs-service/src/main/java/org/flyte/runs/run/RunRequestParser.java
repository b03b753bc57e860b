package org.flyte.runs.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.RunSource;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.run.RunRequest.GivenInputs;
import org.flyte.runs.run.RunRequest.TaskReference;
import org.flyte.runs.task.TaskKey;

/** Parses CreateRun requests; fails with InvalidArgument that names the field. */
@ApplicationScoped
public class RunRequestParser {
    private final RandomGenerator random = new SecureRandom();

    public RunRequest parse(CreateRunRequest request) {
        return new RunRequest(
                key(request),
                request.hasRunId(),
                task(request),
                inputs(request),
                request.getRunSpec(),
                request.hasRunStartTime() ? Optional.of(request.getRunStartTime()) : Optional.empty(),
                request.getSource() == RunSource.UNRECOGNIZED ? RunSource.RUN_SOURCE_UNSPECIFIED : request.getSource());
    }

    /** The same request under a new random name. */
    RunRequest rename(RunRequest request) {
        return request.withName(RunName.random(random));
    }

    private RunKey key(CreateRunRequest request) {
        return switch (request.getIdCase()) {
            case RUN_ID -> {
                RunName name = RunName.parse(request.getRunId().getName());
                yield new RunKey(
                        RequestFields.required(
                                "run_id.project", request.getRunId().getProject()),
                        RequestFields.required(
                                "run_id.domain", request.getRunId().getDomain()),
                        name.value());
            }
            case PROJECT_ID ->
                new RunKey(
                        RequestFields.required(
                                "project_id.name", request.getProjectId().getName()),
                        RequestFields.required(
                                "project_id.domain", request.getProjectId().getDomain()),
                        RunName.random(random).value());
            case ID_NOT_SET -> throw new InvalidArgument("run_id or project_id is required");
        };
    }

    private static TaskReference task(CreateRunRequest request) {
        return switch (request.getTaskCase()) {
            case TASK_SPEC -> {
                TaskSpec spec = request.getTaskSpec();
                RequestFields.required("task_spec.task_template", spec.hasTaskTemplate());
                RequestFields.required(
                        "task_spec.task_template.id.name",
                        !spec.getTaskTemplate().getId().getName().isEmpty());
                yield new TaskReference.Inline(spec);
            }
            case TASK_ID -> new TaskReference.Deployed(TaskKey.of("task_id", request.getTaskId()));
            case TRIGGER_NAME -> {
                TriggerName trigger = request.getTriggerName();
                yield new TaskReference.OfTrigger(
                        RequestFields.required("trigger_name.project", trigger.getProject()),
                        RequestFields.required("trigger_name.domain", trigger.getDomain()),
                        RequestFields.storable("trigger_name.task_name", trigger.getTaskName()),
                        RequestFields.required("trigger_name.name", trigger.getName()));
            }
            case TASK_NOT_SET -> throw new InvalidArgument("task is required: task_spec, task_id or trigger_name");
        };
    }

    private static GivenInputs inputs(CreateRunRequest request) {
        if (!request.hasOffloadedInputData()) {
            return request.hasInputs() ? new GivenInputs.Inline(request.getInputs()) : new GivenInputs.Absent();
        }
        String uri = request.getOffloadedInputData().getUri();
        RequestFields.required("offloaded_input_data.uri", !uri.isEmpty());
        return new GivenInputs.Uploaded(uri, request.getOffloadedInputData().getInputsHash());
    }
}
