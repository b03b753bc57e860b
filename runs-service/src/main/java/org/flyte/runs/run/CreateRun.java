package org.flyte.runs.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.CreateRunResponse;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.runs.db.GroupCommit;
import org.flyte.runs.db.GroupCommit.Limits;
import org.flyte.runs.identity.Caller;
import org.flyte.runs.outbox.TaskToEnqueue;
import org.flyte.runs.outbox.OutboxEntry;
import org.flyte.runs.outbox.OutboxDispatcher;
import org.flyte.runs.project.Projects;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.rule.ActionProjection;
import org.flyte.runs.run.NewRun.Call;
import org.flyte.runs.run.RunWriter.Recorded;

/**
 * Creates a run (runs spec §5): its inputs in the store, then its root action and the intent to enqueue it in one
 * transaction. The answer comes after the commit; the TaskAction follows.
 *
 * <p>Idempotent on the client's {@code x-request-id}. A name that exists answers the existing run when task and inputs
 * are the same, else AlreadyExists.
 */
@ApplicationScoped
public class CreateRun {
    private static final int NAMES_TRIED = 5;
    private static final int LONGEST_REQUEST_ID = 200;

    private final Projects projects;
    private final Caller caller;
    private final ObjectStore store;
    private final RunInputs inputs;
    private final RunWriter runs;
    private final OutboxDispatcher dispatcher;
    private final GroupCommit<NewRun, Recorded> group;

    CreateRun(
            Projects projects,
            Caller caller,
            ObjectStore store,
            RunInputs inputs,
            RunWriter runs,
            OutboxDispatcher dispatcher,
            MeterRegistry meters) {
        this.projects = projects;
        this.caller = caller;
        this.store = store;
        this.inputs = inputs;
        this.runs = runs;
        this.dispatcher = dispatcher;
        this.group = new GroupCommit<>("run", NewRun::key, runs::write, Limits.DEFAULT, meters);
    }

    public Uni<CreateRunResponse> execute(CreateRunRequest request) {
        return attempt(request, call(), NAMES_TRIED)
                .map(row -> CreateRunResponse.newBuilder()
                        .setRun(new ActionProjection(row).run())
                        .build());
    }

    private Uni<ActionRow> attempt(CreateRunRequest request, Call call, int names) {
        NewRun run = NewRuns.of(request, call, store.base(), Instant.now());
        return projects.requireActive(run.key().project(), run.key().domain())
                .chain(() -> runs.find(List.of(run)))
                .chain(found -> found.isEmpty()
                        ? inputs.write(run).chain(() -> group.submit(run))
                        : Uni.createFrom().item(found.get(run.key())))
                .chain(recorded -> switch (recorded) {
                    case Recorded.Created created -> started(run, created);
                    case Recorded.Existing existing
                    when existing.sameRequest() || run.named() -> settled(run, existing);
                    case Recorded.Existing taken -> again(request, call, names - 1);
                    case null -> Uni.createFrom().failure(new Unavailable(null, "the run was removed; try again"));
                });
    }

    private Uni<ActionRow> again(CreateRunRequest request, Call call, int names) {
        return names > 0
                ? attempt(request, call, names)
                : Uni.createFrom().failure(new Unavailable(null, "no free run name found; try again"));
    }

    private Uni<ActionRow> started(NewRun run, Recorded.Created created) {
        dispatcher.offer(
                OutboxEntry.first(created.outboxId(), OutboxEntry.Kind.ENQUEUE, run.key()),
                TaskToEnqueue.root(
                                run.key(),
                                run.inputsAt().folder(),
                                run.layout().outputBase(),
                                new TaskToEnqueue.Task(run.taskId(), run.task(), run.cacheKey()),
                                run.runSpec())
                        .toRequest());
        return Uni.createFrom().item(created.row());
    }

    private Uni<ActionRow> settled(NewRun run, Recorded.Existing existing) {
        Uni<Boolean> same = existing.specDigest().equals(run.spec().digest())
                ? existing.sameRequest() ? Uni.createFrom().item(true) : inputs.same(run, existing.inputUri())
                : Uni.createFrom().item(false);
        return same.map(equal -> {
            if (!equal) {
                throw new AlreadyExists(
                        "run_id.name: run %s exists with another task or other inputs",
                        existing.row().key().runName());
            }
            return existing.row();
        });
    }

    private Call call() {
        Optional<EnrichedIdentity> who = caller.current();
        String requestId = CallHeaders.current().get("x-request-id").orElse("");
        return new Call(
                requestId.length() > LONGEST_REQUEST_ID ? "" : requestId,
                who.map(identity -> identity.getUser().getId().getSubject()).orElse(""),
                who.map(EnrichedIdentity::toByteString).orElse(null));
    }
}
