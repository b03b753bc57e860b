package org.flyte.platform.identity.remote;

import io.quarkus.arc.DefaultBean;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.idl.internal.FindLivePodRequest;
import org.flyte.idl.internal.FindLivePodResponse;
import org.flyte.idl.internal.MutinyLivePodServiceGrpc.MutinyLivePodServiceStub;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentities;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ExpiringMap;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Asks actions-service what a pod runs, at most once in some seconds for each pod. */
@DefaultBean
@ApplicationScoped
public class RemotePods implements PodIdentities {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_PODS = 10_000;

    private final Function<FindLivePodRequest, Uni<FindLivePodResponse>> client;
    private final ExpiringMap<PodReference, Optional<PodIdentity>> answers;

    @Inject
    RemotePods(@GrpcClient("pods") MutinyLivePodServiceStub client, Clock clock) {
        this(client::findLivePod, clock);
    }

    RemotePods(Function<FindLivePodRequest, Uni<FindLivePodResponse>> client, Clock clock) {
        this.client = client;
        this.answers = new ExpiringMap<>(MAX_PODS, FRESH, clock);
    }

    @Override
    public Uni<Optional<PodIdentity>> find(PodReference pod) {
        return answers.find(pod).map(Uni.createFrom()::item).orElseGet(() -> ask(pod));
    }

    private Uni<Optional<PodIdentity>> ask(PodReference pod) {
        FindLivePodRequest request = FindLivePodRequest.newBuilder()
                .setNamespace(pod.namespace())
                .setName(pod.name())
                .setUid(pod.uid())
                .build();
        return client.apply(request)
                .map(RemotePods::identity)
                .invoke(identity -> answers.put(pod, identity))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure()
                .transform(failure ->
                        new Unavailable(failure, "what the calling pod runs cannot be read at present: try again"));
    }

    private static Optional<PodIdentity> identity(FindLivePodResponse answer) {
        return answer.hasAction()
                ? Optional.of(new PodIdentity(ActionKey.of(answer.getAction()), answer.getAttempt(), creator(answer)))
                : Optional.empty();
    }

    private static Caller creator(FindLivePodResponse answer) {
        return answer.hasCreator() ? RunCreators.caller(answer.getCreator()) : new Caller.Anonymous();
    }
}
