package org.flyte.runs.run;

import org.flyte.platform.model.RunKey;
import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.model.RunLayout;
import java.time.Instant;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.RunSource;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.run.NewRun.Call;

/** Reads a run out of CreateRun (runs spec §5, steps 1 to 8); what is wrong is InvalidArgument naming the field. */
final class NewRuns {
    private NewRuns() {}

    static NewRun of(CreateRunRequest request, Call call, String storeBase, Instant now) {
        RunIdentifier run = identify(request);
        TaskSpec task = task(request);
        RunSpec runSpec = EffectiveRunSpec.of(request, task, now);
        String base = runSpec.getRunBaseDir().isEmpty() ? storeBase : runSpec.getRunBaseDir();
        RunLayout layout = RunLayout.below(base, RunKey.of(run));
        InputsLayout inputsAt = layout.inputs();
        boolean uploaded = request.hasOffloadedInputData();
        if (uploaded) {
            if (request.getOffloadedInputData().getUri().isEmpty()) {
                throw new InvalidArgument("offloaded_input_data.uri is required");
            }
            inputsAt = new InputsLayout(request.getOffloadedInputData().getUri());
        }
        Inputs inputs = uploaded ? null : DefaultInputs.merge(request.getInputs(), task);
        return new NewRun(
                RunKey.of(run).root(),
                request.hasRunId(),
                call,
                request.getSource() == RunSource.UNRECOGNIZED
                        ? RunSource.RUN_SOURCE_UNSPECIFIED.name()
                        : request.getSource().name(),
                taskId(task),
                task,
                SpecBlob.of(task),
                runSpec,
                layout,
                inputsAt,
                inputs,
                uploaded
                        ? CacheKey.of(
                                task.getTaskTemplate(),
                                request.getOffloadedInputData().getInputsHash())
                        : CacheKey.of(task.getTaskTemplate(), inputs));
    }

    private static RunIdentifier identify(CreateRunRequest request) {
        return switch (request.getIdCase()) {
            case RUN_ID -> {
                RunIdentifier id = request.getRunId();
                RunNames.checked(id.getName());
                yield identifier("run_id", id.getProject(), id.getDomain(), id.getName());
            }
            case PROJECT_ID ->
                identifier(
                        "project_id",
                        request.getProjectId().getName(),
                        request.getProjectId().getDomain(),
                        RunNames.random());
            case ID_NOT_SET -> throw new InvalidArgument("run_id or project_id is required");
        };
    }

    private static RunIdentifier identifier(String field, String project, String domain, String name) {
        if (project.isEmpty()) {
            throw new InvalidArgument("%s is required", field.equals("run_id") ? "run_id.project" : "project_id.name");
        }
        if (domain.isEmpty()) {
            throw new InvalidArgument("%s.domain is required", field);
        }
        return RunIdentifier.newBuilder()
                .setProject(project)
                .setDomain(domain)
                .setName(name)
                .build();
    }

    private static TaskSpec task(CreateRunRequest request) {
        return switch (request.getTaskCase()) {
            case TASK_SPEC -> {
                TaskSpec spec = request.getTaskSpec();
                if (!spec.hasTaskTemplate()) {
                    throw new InvalidArgument("task_spec.task_template is required");
                }
                if (spec.getTaskTemplate().getId().getName().isEmpty()) {
                    throw new InvalidArgument("task_spec.task_template.id.name is required");
                }
                yield spec;
            }
            case TASK_ID ->
                throw new NotFound(
                        "task %s version %s is not deployed",
                        request.getTaskId().getName(), request.getTaskId().getVersion());
            case TRIGGER_NAME ->
                throw new NotFound(
                        "trigger %s does not exist", request.getTriggerName().getName());
            case TASK_NOT_SET -> throw new InvalidArgument("task is required: task_spec, task_id or trigger_name");
        };
    }

    private static TaskIdentifier taskId(TaskSpec task) {
        var id = task.getTaskTemplate().getId();
        return TaskIdentifier.newBuilder()
                .setProject(id.getProject())
                .setDomain(id.getDomain())
                .setName(id.getName())
                .setVersion(id.getVersion())
                .build();
    }
}
