package org.flyte.dataproxy.download;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.platform.model.FlyteException.NotFound;

/** Finds the address of an artifact. */
@ApplicationScoped
class ArtifactLocator {
    private final RunsClient runs;

    ArtifactLocator(RunsClient runs) {
        this.runs = runs;
    }

    Uni<String> addressOf(Artifact artifact) {
        return switch (artifact) {
            case Artifact.Report report ->
                runs.action(report.action()).map(details -> reportOf(details, report.attempt()));
            case Artifact.ActionCode code ->
                runs.action(code.action()).map(ActionDetails::getTask).map(ArtifactLocator::codeBundleOf);
            case Artifact.TaskCode code ->
                runs.task(code.task()).map(details -> details.getSpec()).map(ArtifactLocator::codeBundleOf);
        };
    }

    private static String reportOf(ActionDetails details, int attempt) {
        ActionAttempt found = details.getAttemptsList().stream()
                .filter(candidate -> candidate.getAttempt() == attempt)
                .findFirst()
                .orElseThrow(() -> new NotFound("attempt %d not found", attempt));
        String uri = found.getOutputs().getReportUri();
        if (uri.isEmpty()) {
            throw new NotFound("attempt %d has no report", attempt);
        }
        return uri;
    }

    private static String codeBundleOf(TaskSpec task) {
        return CodeBundle.of(task.getTaskTemplate())
                .map(CodeBundle::uri)
                .orElseThrow(() -> new NotFound("the task has no code bundle"));
    }
}
