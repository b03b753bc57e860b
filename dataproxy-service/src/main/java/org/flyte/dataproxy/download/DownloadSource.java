package org.flyte.dataproxy.download;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.dataproxy.Ids;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.idl.common.ActionAttemptIdentifier;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.dataproxy.CreateDownloadLinkRequest;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;

/** The address of what a download link is asked for. */
@ApplicationScoped
class DownloadSource {
    private final RunsClient runs;

    DownloadSource(RunsClient runs) {
        this.runs = runs;
    }

    Uni<String> addressOf(CreateDownloadLinkRequest request) {
        return switch (request.getArtifactType()) {
            case ARTIFACT_TYPE_REPORT -> report(request);
            case ARTIFACT_TYPE_CODE_BUNDLE -> codeBundle(request);
            case ARTIFACT_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidArgument("artifact_type must be ARTIFACT_TYPE_REPORT or ARTIFACT_TYPE_CODE_BUNDLE");
        };
    }

    private Uni<String> report(CreateDownloadLinkRequest request) {
        if (!request.hasActionAttemptId()) {
            throw new InvalidArgument("unsupported source type: a report belongs to an action_attempt_id");
        }
        ActionAttemptIdentifier id = checked(request.getActionAttemptId());
        return runs.action(id.getActionId()).map(details -> reportOf(details, id.getAttempt()));
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

    private Uni<String> codeBundle(CreateDownloadLinkRequest request) {
        Uni<TaskSpec> spec = switch (request.getSourceCase()) {
            case ACTION_ATTEMPT_ID ->
                runs.action(checked(request.getActionAttemptId()).getActionId()).map(ActionDetails::getTask);
            case TASK_ID -> runs.task(request.getTaskId()).map(details -> details.getSpec());
            case APP_ID, SOURCE_NOT_SET ->
                throw new InvalidArgument(
                        "unsupported source type: use action_attempt_id or task_id for a code bundle");
        };
        return spec.map(TaskSpec::getTaskTemplate).map(DownloadSource::bundleOf);
    }

    private static String bundleOf(TaskTemplate template) {
        return CodeBundles.uriOf(template).orElseThrow(() -> new NotFound("the task has no code bundle"));
    }

    private static ActionAttemptIdentifier checked(ActionAttemptIdentifier id) {
        Ids.require("action_attempt_id.action_id", id.hasActionId(), id.getActionId());
        Ids.requireAttempt("action_attempt_id.attempt", id.getAttempt());
        return id;
    }
}
