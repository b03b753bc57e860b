package org.flyte.actions.pod;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.actions.runs.RunsServiceClient;
import org.flyte.idl.internal.RunCreator;
import org.flyte.platform.identity.PodIdentities;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ExpiringMap;
import org.flyte.platform.model.RunKey;

/** Finds what a pod runs and who made its run, for the other services: they cut its rights to those of the creator. */
@ApplicationScoped
public class FindLivePod {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final int MAX_RUNS = 10_000;

    /** What a pod runs, and for whom. */
    public record Found(ActionKey action, int attempt, Optional<RunCreator> creator) {}

    private final PodIdentities pods;
    private final Function<RunKey, Uni<Optional<RunCreator>>> runs;
    private final ExpiringMap<RunKey, Optional<RunCreator>> creators;

    @Inject
    FindLivePod(LivePods pods, RunsServiceClient runs, Clock clock) {
        this(pods, runs::creator, clock);
    }

    FindLivePod(PodIdentities pods, Function<RunKey, Uni<Optional<RunCreator>>> runs, Clock clock) {
        this.pods = pods;
        this.runs = runs;
        this.creators = new ExpiringMap<>(MAX_RUNS, FRESH, clock);
    }

    /** Empty for a pod that is not the one of a live attempt. */
    public Uni<Optional<Found>> execute(PodReference pod) {
        return pods.find(pod)
                .chain(identity -> identity.map(live -> creator(live.action().run())
                                .map(creator -> Optional.of(new Found(live.action(), live.attempt(), creator))))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<RunCreator>> creator(RunKey run) {
        return creators.find(run)
                .map(Uni.createFrom()::item)
                .orElseGet(() -> runs.apply(run).invoke(found -> creators.put(run, found)));
    }
}
