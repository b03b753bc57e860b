package org.flyte.runs.tracked;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.ProjectFolders;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.action.SpecStore;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.data.StoreAddresses;
import org.flyte.runs.identity.CallerIdentity;
import org.flyte.runs.project.RequireActiveProject;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.task.GetTaskDetails;
import org.flyte.runs.tracked.NewTrackedRun.Creator;
import org.flyte.runs.tracked.NewTrackedRun.Resolved;
import org.flyte.runs.tracked.TrackedRunStore.Recorded;
import org.jboss.logging.Logger;

/**
 * Records a run that a client executes: its root action, and nothing that would start it. For a name that exists the
 * answer is the existing run when it is a tracked one of the same task and inputs, else AlreadyExists.
 */
@ApplicationScoped
class CreateTrackedRun {
    private static final Logger LOG = Logger.getLogger(CreateTrackedRun.class);

    private final RequireActiveProject requireActiveProject;
    private final GetTaskDetails tasks;
    private final StoreAddresses addresses;
    private final SpecStore specs;
    private final TrackedRunStore runs;
    private final ChangeNotifier changes;
    private final CallerIdentity caller;
    private final Clock clock;

    CreateTrackedRun(
            RequireActiveProject requireActiveProject,
            GetTaskDetails tasks,
            StoreAddresses addresses,
            SpecStore specs,
            TrackedRunStore runs,
            ChangeNotifier changes,
            CallerIdentity caller,
            Clock clock) {
        this.requireActiveProject = requireActiveProject;
        this.tasks = tasks;
        this.addresses = addresses;
        this.specs = specs;
        this.runs = runs;
        this.changes = changes;
        this.caller = caller;
        this.clock = clock;
    }

    /** Answers the root action of the run. */
    Uni<ActionRow> execute(NewTrackedRun run) {
        if (!run.inputs().isEmpty()) {
            ProjectFolders own =
                    new ProjectFolders(run.key().project(), run.key().domain());
            addresses.checkInputs("", run.inputs(), List.of(own));
        }
        Creator creator = Creator.of(caller.current());
        return resolved(run.task())
                .call(() -> requireActiveProject.execute(
                        run.key().project(), run.key().domain()))
                .chain(task -> {
                    SpecBlob spec = task.blob();
                    return specs.store(List.of(spec))
                            .chain(() -> runs.insert(run, task, spec, creator, clock.instant()))
                            .map(recorded -> answer(run, spec, recorded));
                });
    }

    private Uni<Resolved> resolved(NewTrackedRun.Task task) {
        return switch (task) {
            case NewTrackedRun.Task.Inline(var spec) ->
                Uni.createFrom().item(new Resolved(SpecBlob.taskId(spec), spec));
            case NewTrackedRun.Task.Deployed(var key) ->
                tasks.execute(key).map(details -> new Resolved(details.getTaskId(), details.getSpec()));
        };
    }

    private ActionRow answer(NewTrackedRun run, SpecBlob spec, Recorded recorded) {
        if (recorded.created()) {
            LOG.infof("tracked run created: run=%s", run.key());
            changes.changed(List.of(recorded.row().key()));
            return recorded.row();
        }
        boolean same = recorded.row().tracked()
                && spec.digest().equals(recorded.specDigest())
                && run.inputs().equals(recorded.inputs());
        if (!same) {
            throw new AlreadyExists(
                    "run_id.name: run %s exists with another task or other inputs; choose another name",
                    run.key().name());
        }
        return recorded.row();
    }
}
