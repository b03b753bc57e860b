package org.flyte.runs.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.internal.RunCreator;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.remote.RunCreators;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.tracing.TraceParent;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;
import org.flyte.runs.identity.CallerIdentity;
import org.flyte.runs.outbox.OutboxDispatcher;
import org.flyte.runs.outbox.OutboxEntry;
import org.flyte.runs.outbox.TaskToEnqueue;
import org.flyte.runs.project.RequireActiveProject;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.run.NewRun.Call;
import org.flyte.runs.run.ResolveTask.ResolvedTask;
import org.flyte.runs.run.RunStore.Recorded;
import org.jboss.logging.Logger;

/**
 * Creates a run: writes its inputs to the object store, then its root action and the outbox entry that enqueues it in
 * one transaction. Answers after the commit; the TaskAction follows.
 *
 * <p>The same request under the same {@code x-request-id} is one run, see {@link RequestFingerprint}. For a name that
 * exists the answer is the existing run when task and inputs are the same, else AlreadyExists.
 */
@ApplicationScoped
public class CreateRun {
    private static final Logger LOG = Logger.getLogger(CreateRun.class);
    private static final int MAX_GENERATED_NAMES = 5;
    private static final int MAX_REQUEST_ID_LENGTH = 200;

    private final RunRequestParser parser;
    private final ResolveTask resolveTask;
    private final FindRecovery findRecovery;
    private final EffectiveRunSettings settings;
    private final RequireActiveProject requireActiveProject;
    private final CallerIdentity caller;
    private final ObjectStore objects;
    private final CheckRun checkRun;
    private final InputsStore inputs;
    private final RunStore runs;
    private final ChangeNotifier changes;
    private final OutboxDispatcher dispatcher;
    private final GroupCommit<NewRun, Recorded> group;

    CreateRun(
            RunRequestParser parser,
            ResolveTask resolveTask,
            FindRecovery findRecovery,
            EffectiveRunSettings settings,
            RequireActiveProject requireActiveProject,
            CallerIdentity caller,
            ObjectStore objects,
            CheckRun checkRun,
            InputsStore inputs,
            RunStore runs,
            ChangeNotifier changes,
            OutboxDispatcher dispatcher,
            MeterRegistry meters) {
        this.parser = parser;
        this.resolveTask = resolveTask;
        this.findRecovery = findRecovery;
        this.settings = settings;
        this.requireActiveProject = requireActiveProject;
        this.caller = caller;
        this.objects = objects;
        this.checkRun = checkRun;
        this.inputs = inputs;
        this.runs = runs;
        this.changes = changes;
        this.dispatcher = dispatcher;
        this.group = new GroupCommit<>("run", NewRun::key, this::write, Limits.DEFAULT, meters);
    }

    /** Answers the root action of the run. */
    public Uni<ActionRow> execute(RunRequest request) {
        String requestId = CallHeaders.current().get("x-request-id").orElse("");
        return execute(request, call(requestId, caller.current(), RunCreators.of(Caller.current())));
    }

    /** As above, on behalf of someone who is not the caller of the current RPC. */
    public Uni<ActionRow> execute(RunRequest request, Optional<EnrichedIdentity> by) {
        return execute(request, call("", by, Optional.empty()));
    }

    private Uni<ActionRow> execute(RunRequest request, Call call) {
        return resolveTask
                .execute(request.task())
                .chain(task -> execute(request, completed(request, task), task, call));
    }

    private Uni<ActionRow> execute(RunRequest request, RunRequest completed, ResolvedTask task, Call call) {
        checkRun.inputs(request, task, completed.inputs());
        return findRecovery
                .execute(request)
                .chain(recovery -> create(completed, new Origin(task, recovery), call, MAX_GENERATED_NAMES))
                .call(() -> resolveTask.started(task));
    }

    /** Where the run comes from. */
    private record Origin(ResolvedTask task, Recovery recovery) {}

    private static RunRequest completed(RunRequest request, ResolvedTask task) {
        return task.trigger()
                .map(trigger -> request.completedBy(
                        trigger,
                        Set.copyOf(task.spec().getTaskTemplate().getMetadata().getCacheIgnoreInputVarsList())))
                .orElse(request);
    }

    private Uni<ActionRow> create(RunRequest request, Origin origin, Call call, int names) {
        ResolvedTask task = origin.task();
        return requireActiveProject
                .execute(request.run().project(), request.run().domain())
                .chain(() -> settings.execute(request, task))
                .invoke(effective -> checkRun.settings(request.run(), task, effective))
                .map(effective -> NewRun.of(request, task, effective, call, objects.base())
                        .recovering(origin.recovery()))
                .chain(run -> record(run).chain(recorded -> switch (recorded) {
                    case Recorded.Created created -> enqueue(run, created);
                    case Recorded.Existing existing
                    when existing.sameRequest() || run.named() ->
                        Uni.createFrom().item(existing(run, existing));
                    case Recorded.Existing taken -> createUnderNewName(request, origin, call, names - 1);
                    case null -> Uni.createFrom().failure(new Unavailable(null, "the run was removed; try again"));
                }));
    }

    /**
     * The inputs are written first: they must be there when the run is. The statement that inserts a run finds out whether
     * it exists; then the inputs may be those of no run.
     */
    private Uni<Recorded> record(NewRun run) {
        return inputs.write(run)
                .chain(() -> group.submit(run))
                .call(recorded -> recorded instanceof Recorded.Existing existing && !sameInputs(run, existing)
                        ? inputs.remove(run)
                        : Uni.createFrom().voidItem());
    }

    private Uni<ActionRow> createUnderNewName(RunRequest request, Origin origin, Call call, int names) {
        return names > 0
                ? create(parser.rename(request), origin, call, names)
                : Uni.createFrom().failure(new Unavailable(null, "no free run name found; try again"));
    }

    private Uni<List<Recorded>> write(List<NewRun> batch) {
        return runs.insert(batch).chain(created -> {
            changes.changed(created.keySet());
            List<NewRun> others = batch.stream()
                    .filter(run -> !created.containsKey(run.key()))
                    .toList();
            return runs.find(others)
                    .map(existing -> batch.stream()
                            .map(run -> created.getOrDefault(run.key(), existing.get(run.key())))
                            .toList());
        });
    }

    private Uni<ActionRow> enqueue(NewRun run, Recorded.Created created) {
        LOG.infof(
                "run created: run=%s task=%s",
                run.key().run(), run.task().resolved().id().getName());
        dispatcher.offer(
                OutboxEntry.enqueue(created.outboxId(), run.key(), run.call().trace()),
                TaskToEnqueue.root(
                                run.key(),
                                run.data().inputs().folder(),
                                run.data().layout().outputBase(),
                                new TaskToEnqueue.Task(
                                        run.task().resolved().id(),
                                        run.task().resolved().spec(),
                                        run.task().cacheKey().value()),
                                run.settings())
                        .toRequest());
        return Uni.createFrom().item(created.row());
    }

    private static ActionRow existing(NewRun run, Recorded.Existing existing) {
        boolean same = existing.sameRequest()
                || (!existing.row().tracked()
                        && existing.specDigest().equals(run.task().blob().digest())
                        && sameInputs(run, existing));
        if (!same) {
            throw new AlreadyExists(
                    "run_id.name: run %s exists with another task or other inputs; choose another name",
                    run.key().runName());
        }
        return existing.row();
    }

    private static boolean sameInputs(NewRun run, Recorded.Existing existing) {
        return existing.inputUri().equals(run.data().inputs().file());
    }

    private static Call call(String requestId, Optional<EnrichedIdentity> identity, Optional<RunCreator> creator) {
        return new Call(
                requestId.length() > MAX_REQUEST_ID_LENGTH ? "" : requestId,
                identity.map(who -> who.getUser().getId().getSubject()).orElse(""),
                identity.map(EnrichedIdentity::toByteString).orElse(null),
                creator.map(RunCreator::toByteString).orElse(null),
                TraceParent.current().orElse(null));
    }
}
