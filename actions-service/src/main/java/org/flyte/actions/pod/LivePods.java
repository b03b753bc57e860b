package org.flyte.actions.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentities;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ExpiringMap;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Knows which pods are those of live attempts. Whether the attempt lives is looked up in the watched TaskActions with each
 * question; the pod itself is read again after some seconds. Who made the run is not asked: pods call this service about
 * their own run only, whoever made it.
 */
@ApplicationScoped
public class LivePods implements PodIdentities {
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_PODS = 10_000;

    private final Function<PodReference, Optional<Pod>> cluster;
    private final Function<ActionKey, Optional<TrackedAction>> actions;
    private final ExpiringMap<PodReference, Optional<PodBinding>> bindings;

    @Inject
    LivePods(KubernetesClient kubernetes, ActionIndex actions, Clock clock) {
        this(
                pod -> Optional.ofNullable(kubernetes
                        .pods()
                        .inNamespace(pod.namespace())
                        .withName(pod.name())
                        .get()),
                actions::find,
                clock);
    }

    LivePods(
            Function<PodReference, Optional<Pod>> cluster,
            Function<ActionKey, Optional<TrackedAction>> actions,
            Clock clock) {
        this.cluster = cluster;
        this.actions = actions;
        this.bindings = new ExpiringMap<>(MAX_PODS, FRESH, clock);
    }

    @Override
    public Uni<Optional<PodIdentity>> find(PodReference pod) {
        return bindings.find(pod).map(this::live).map(Uni.createFrom()::item).orElseGet(() -> readAndKeep(pod));
    }

    private Uni<Optional<PodIdentity>> readAndKeep(PodReference pod) {
        Context context = Vertx.currentContext();
        Uni<Optional<PodIdentity>> read = Uni.createFrom()
                .item(() -> read(pod))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .ifNoItem()
                .after(TIMEOUT)
                .failWith(() -> unavailable(null))
                .invoke(binding -> bindings.put(pod, binding))
                .map(this::live);
        return context == null ? read : read.emitOn(step -> context.runOnContext(ignored -> step.run()));
    }

    /** The attempt of a pod, unless it has ended or another one is at work. */
    private Optional<PodIdentity> live(Optional<PodBinding> binding) {
        return binding.flatMap(bound -> actions.apply(bound.action())
                .filter(action -> action.uid().equals(bound.owner())
                        && !action.isTerminal()
                        && !action.deleting()
                        && action.attempt() == bound.attempt())
                .map(action -> new PodIdentity(action.key(), action.attempt(), new Caller.Anonymous())));
    }

    private Optional<PodBinding> read(PodReference pod) {
        try {
            return cluster.apply(pod).flatMap(present -> PodBinding.of(present, pod.uid()));
        } catch (KubernetesClientException e) {
            throw unavailable(e);
        }
    }

    private static Unavailable unavailable(Throwable cause) {
        return new Unavailable(cause, "what the calling pod runs cannot be read at present: try again");
    }
}
