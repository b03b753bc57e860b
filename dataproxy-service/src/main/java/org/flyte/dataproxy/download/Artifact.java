package org.flyte.dataproxy.download;

import org.flyte.idl.common.ActionAttemptIdentifier;
import org.flyte.idl.dataproxy.CreateDownloadLinkRequest;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** What can be downloaded. */
sealed interface Artifact {
    /** The report of an attempt. */
    record Report(ActionKey action, int attempt) implements Artifact {}

    /** The code of an action. */
    record ActionCode(ActionKey action) implements Artifact {}

    /** The code of a registered task. */
    record TaskCode(TaskIdentifier task) implements Artifact {}

    static Artifact from(CreateDownloadLinkRequest request) {
        return switch (request.getArtifactType()) {
            case ARTIFACT_TYPE_REPORT -> report(request);
            case ARTIFACT_TYPE_CODE_BUNDLE -> codeBundle(request);
            case ARTIFACT_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidArgument("artifact_type must be ARTIFACT_TYPE_REPORT or ARTIFACT_TYPE_CODE_BUNDLE");
        };
    }

    private static Artifact report(CreateDownloadLinkRequest request) {
        if (!request.hasActionAttemptId()) {
            throw new InvalidArgument("unsupported source type: use action_attempt_id for a report");
        }
        ActionAttemptIdentifier id = request.getActionAttemptId();
        return new Report(actionOf(id), id.getAttempt());
    }

    private static Artifact codeBundle(CreateDownloadLinkRequest request) {
        return switch (request.getSourceCase()) {
            case ACTION_ATTEMPT_ID -> new ActionCode(actionOf(request.getActionAttemptId()));
            case TASK_ID -> new TaskCode(request.getTaskId());
            case APP_ID, SOURCE_NOT_SET ->
                throw new InvalidArgument(
                        "unsupported source type: use action_attempt_id or task_id for a code bundle");
        };
    }

    private static ActionKey actionOf(ActionAttemptIdentifier id) {
        RequestFields.required("action_attempt_id.action_id", id.hasActionId());
        ActionKey action = RequestFields.action("action_attempt_id.action_id", id.getActionId());
        RequestFields.attempt("action_attempt_id.attempt", id.getAttempt());
        return action;
    }
}
