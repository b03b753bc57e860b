package org.flyte.executor.plugins.connector.job.rule;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;

/** What is reported of a job. */
public final class JobReports {
    private JobReports() {}

    /**
     * The report.
     *
     * @param runningSince empty before the job runs
     * @param details state and links
     */
    public static Report report(
            Observed observed,
            TaskTemplate template,
            Instant createdAt,
            Optional<Instant> runningSince,
            Details details) {
        return switch (observed) {
            case Observed.Created _ -> created(createdAt, runningSince, details);
            case Observed.Active active ->
                new Report.Active(
                        active.phase(),
                        active.reason(),
                        active.phase() == Report.Phase.RUNNING ? runningSince.orElse(createdAt) : createdAt,
                        null,
                        details);
            case Observed.Lost lost -> new Report.Failed(lost.failure(), createdAt, false, details);
            case Observed.Ended ended -> ended(ended, template, createdAt, details);
        };
    }

    private static Report created(Instant createdAt, Optional<Instant> runningSince, Details details) {
        Report.Phase phase = runningSince.isPresent() ? Report.Phase.RUNNING : Report.Phase.QUEUED;
        return new Report.Active(phase, "", runningSince.orElse(createdAt), null, details);
    }

    private static Report ended(Observed.Ended ended, TaskTemplate template, Instant createdAt, Details details) {
        return switch (ended.phase()) {
            case SUCCEEDED -> succeeded(ended, template, createdAt, details);
            case ABORTED ->
                failed(
                        Failure.permanent(Failure.TASK_FAILED, message(ended, "the job was aborted by somebody else")),
                        createdAt,
                        details);
            case RETRYABLE_FAILED ->
                failed(Failure.user(Failure.TASK_FAILED, message(ended, "the job failed")), createdAt, details);
            case FAILED ->
                failed(Failure.permanent(Failure.TASK_FAILED, message(ended, "the job failed")), createdAt, details);
            case QUEUED, WAITING_FOR_RESOURCES, INITIALIZING, RUNNING, UNDEFINED, UNRECOGNIZED ->
                throw new IllegalArgumentException("the job has not ended");
        };
    }

    /** Outputs that the answer has not are in the store. */
    private static Report succeeded(Observed.Ended ended, TaskTemplate template, Instant createdAt, Details details) {
        Set<String> declared = template.getInterface().getOutputs().getVariablesList().stream()
                .map(variable -> variable.getKey())
                .collect(Collectors.toCollection(TreeSet::new));
        Optional<Outputs> outputs =
                ended.outputs().filter(given -> !declared.isEmpty() && given.getLiteralsCount() > 0);
        if (outputs.isPresent()) {
            outputs.get().getLiteralsList().stream().map(NamedLiteral::getName).forEach(declared::remove);
            if (!declared.isEmpty()) {
                return failed(
                        Failure.user(
                                Failure.OUTPUTS_NOT_FOUND,
                                "the job succeeded, and its connector returned no output %s"
                                        .formatted(String.join(", ", declared))),
                        createdAt,
                        details);
            }
        }
        return new Report.Completed(createdAt, outputs, details);
    }

    private static String message(Observed.Ended ended, String otherwise) {
        return ended.message().isBlank() ? otherwise : ended.message();
    }

    private static Report failed(Failure failure, Instant createdAt, Details details) {
        return new Report.Failed(failure, createdAt, false, details);
    }
}
