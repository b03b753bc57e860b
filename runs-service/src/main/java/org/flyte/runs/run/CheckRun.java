package org.flyte.runs.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.cluster.ClusterObjects;
import org.flyte.platform.model.FlyteException.PermissionDenied;
import org.flyte.platform.model.ProjectFolders;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.data.StoreAddresses;
import org.flyte.runs.run.ResolveTask.ResolvedTask;
import org.flyte.runs.run.RunRequest.GivenInputs;
import org.flyte.runs.trigger.RunTrigger;

/**
 * Refuses a run whose pods would read, write or be what its project may not. Fails with InvalidArgument or PermissionDenied
 * that names the field.
 */
@ApplicationScoped
class CheckRun {
    private final AuthenticationConfig authentication;
    private final StoreAddresses addresses;
    private final ClusterObjects objects;

    CheckRun(AuthenticationConfig authentication, StoreAddresses addresses, ClusterObjects objects) {
        this.authentication = authentication;
        this.addresses = addresses;
        this.objects = objects;
    }

    /**
     * Checks where the inputs lie. They may also be those of the trigger, or of the run that this one repeats: who makes it may
     * read there.
     *
     * @param request as the caller sent it
     * @param inputs with those of the trigger
     */
    void inputs(RunRequest request, ResolvedTask task, GivenInputs inputs) {
        if (inputs instanceof GivenInputs.Uploaded uploaded) {
            List<ProjectFolders> readable = new ArrayList<>();
            readable.add(foldersOf(request.run()));
            task.trigger()
                    .map(RunTrigger::key)
                    .ifPresent(trigger -> readable.add(new ProjectFolders(trigger.project(), trigger.domain())));
            if (request.settings().getRelation().hasRelatedTo()) {
                RunIdentifier earlier = request.settings().getRelation().getRelatedTo();
                readable.add(new ProjectFolders(earlier.getProject(), earlier.getDomain()));
            }
            addresses.checkInputs("", uploaded.uri(), readable);
        }
    }

    /** @param settings with those of the project */
    void settings(RunKey run, ResolvedTask task, RunSpec settings) {
        if (!settings.getRunBaseDir().isEmpty()) {
            addresses.checkOwned("run_spec.run_base_dir", settings.getRunBaseDir());
        }
        String rawData = settings.getRawDataStorage().getRawDataPrefix();
        if (authentication.enabled() && !rawData.isEmpty()) {
            addresses.checkWritten("run_spec.raw_data_storage.raw_data_prefix", rawData, foldersOf(run));
        }
        objects.refusal(
                        run.project(),
                        run.domain(),
                        "run_spec.security_context.run_as",
                        settings.getSecurityContext().getRunAs())
                .or(() -> objects.refusal(
                        run.project(),
                        run.domain(),
                        "task_spec.task_template",
                        task.spec().getTaskTemplate()))
                .ifPresent(refusal -> {
                    throw new PermissionDenied("%s", refusal);
                });
    }

    private static ProjectFolders foldersOf(RunKey run) {
        return new ProjectFolders(run.project(), run.domain());
    }
}
