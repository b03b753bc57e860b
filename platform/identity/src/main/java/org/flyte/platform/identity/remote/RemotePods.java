package org.flyte.platform.identity.remote;

import io.quarkus.arc.DefaultBean;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
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
import org.flyte.platform.model.FlyteException.Unavailable;

/** Asks actions-service what a pod runs, at most once in some seconds for each pod. */
@DefaultBean
@ApplicationScoped
public class RemotePods implements PodIdentities {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_PODS = 10_000;

    private record Answer(Optional<PodIdentity> identity, Instant until) {}

    private final Function<FindLivePodRequest, Uni<FindLivePodResponse>> client;
    private final Clock clock;
    private final Map<PodReference, Answer> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PodReference, Answer> eldest) {
            return size() > MAX_PODS;
        }
    };

    @Inject
    RemotePods(@GrpcClient("pods") MutinyLivePodServiceStub client, Clock clock) {
        this(client::findLivePod, clock);
    }

    RemotePods(Function<FindLivePodRequest, Uni<FindLivePodResponse>> client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Uni<Optional<PodIdentity>> find(PodReference pod) {
        Answer known = known(pod);
        if (known != null) {
            return Uni.createFrom().item(known.identity());
        }
        FindLivePodRequest request = FindLivePodRequest.newBuilder()
                .setNamespace(pod.namespace())
                .setName(pod.name())
                .setUid(pod.uid())
                .build();
        return client.apply(request)
                .map(RemotePods::identity)
                .invoke(identity -> keep(pod, identity))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure()
                .transform(failure ->
                        new Unavailable(failure, "what the calling pod runs cannot be read at present: try again"));
    }

    private synchronized Answer known(PodReference pod) {
        Answer answer = answers.get(pod);
        return answer != null && clock.instant().isBefore(answer.until()) ? answer : null;
    }

    private synchronized void keep(PodReference pod, Optional<PodIdentity> identity) {
        answers.remove(pod);
        answers.put(pod, new Answer(identity, clock.instant().plus(FRESH)));
    }

    private static Optional<PodIdentity> identity(FindLivePodResponse answer) {
        return answer.hasAction()
                ? Optional.of(
                        new PodIdentity(ActionKey.of(answer.getAction()), answer.getAttempt(), new Caller.Anonymous()))
                : Optional.empty();
    }
}
