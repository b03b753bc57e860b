package org.flyte.actions.rpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.actions.pod.FindLivePod;
import org.flyte.idl.internal.FindLivePodRequest;
import org.flyte.idl.internal.FindLivePodResponse;
import org.flyte.idl.internal.MutinyLivePodServiceGrpc;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;
import org.flyte.platform.identity.PodReference;

/** Tells the other services what a task pod runs. */
@GrpcService
@ServedTo(Audience.SERVICES)
class LivePodRpc extends MutinyLivePodServiceGrpc.LivePodServiceImplBase {
    private final FindLivePod findLivePod;

    LivePodRpc(FindLivePod findLivePod) {
        this.findLivePod = findLivePod;
    }

    @Override
    public Uni<FindLivePodResponse> findLivePod(FindLivePodRequest request) {
        return findLivePod
                .execute(new PodReference(request.getNamespace(), request.getName(), request.getUid()))
                .map(found -> {
                    FindLivePodResponse.Builder answer = FindLivePodResponse.newBuilder();
                    found.ifPresent(pod -> {
                        answer.setAction(pod.action().toProto()).setAttempt(pod.attempt());
                        pod.creator().ifPresent(answer::setCreator);
                    });
                    return answer.build();
                });
    }
}
