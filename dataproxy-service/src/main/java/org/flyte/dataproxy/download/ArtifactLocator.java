package org.flyte.dataproxy.download;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.dataproxy.scope.DataScope;
import org.flyte.dataproxy.scope.DataScopes;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;

/**
 * Finds the address of an artifact. Addresses come from clients: those outside the folder of the action and the uploads
 * of its project are refused, since a URL would open any object to its holder.
 */
@ApplicationScoped
class ArtifactLocator {
    private final RunsClient runs;
    private final DataScopes scopes;

    ArtifactLocator(RunsClient runs, DataScopes scopes) {
        this.runs = runs;
        this.scopes = scopes;
    }

    Uni<String> addressOf(Artifact artifact) {
        return switch (artifact) {
            case Artifact.Report report ->
                runs.action(report.action())
                        .map(details -> reportOf(details, report.attempt()))
                        .map(address -> checkReport(report.action(), address));
            case Artifact.ActionCode code ->
                runs.action(code.action())
                        .map(ActionDetails::getTask)
                        .map(ArtifactLocator::codeBundleOf)
                        .map(address -> checkCode(code.action(), address));
            case Artifact.TaskCode code ->
                runs.task(code.task())
                        .map(details -> details.getSpec())
                        .map(ArtifactLocator::codeBundleOf)
                        .map(address -> checkCode(code.task(), address));
        };
    }

    private String checkReport(ActionKey action, String address) {
        DataScope scope = scopes.of(action.project(), action.domain());
        return checked("report", address, scope.hasFileOf(action, address) || scope.hasUpload(address));
    }

    private String checkCode(ActionKey action, String address) {
        DataScope scope = scopes.of(action.project(), action.domain());
        return checked("code bundle", address, scope.hasFileOfRunOf(action, address) || scope.hasUpload(address));
    }

    private String checkCode(TaskIdentifier task, String address) {
        return checked(
                "code bundle",
                address,
                scopes.of(task.getProject(), task.getDomain()).hasUpload(address));
    }

    private static String checked(String what, String address, boolean allowed) {
        if (!allowed) {
            throw new FailedPrecondition(
                    "the %s is at '%s', outside the folder of its run and the uploads of its project:"
                            + " no download link is made for it",
                    what, Address.shown(address));
        }
        return address;
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
