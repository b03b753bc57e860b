package org.flyte.actions.rpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.actions.child.ChildState;
import org.flyte.actions.replica.Replicas;
import org.flyte.actions.watch.Subscriptions;
import org.flyte.idl.internal.MutinyChildStateServiceGrpc;
import org.flyte.idl.internal.OfferChildrenRequest;
import org.flyte.idl.internal.OfferChildrenResponse;
import org.flyte.idl.internal.OfferedChild;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;
import org.flyte.platform.model.ActionKey;

/** Serves the other replicas: passes what they say on to the streams of this one. */
@GrpcService
@ServedTo(Audience.SERVICES)
class ReplicaRpc extends MutinyChildStateServiceGrpc.ChildStateServiceImplBase {
    private final Subscriptions subscriptions;
    private final Replicas replicas;

    ReplicaRpc(Subscriptions subscriptions, Replicas replicas) {
        this.subscriptions = subscriptions;
        this.replicas = replicas;
    }

    @Override
    public Uni<OfferChildrenResponse> offerChildren(OfferChildrenRequest request) {
        for (OfferedChild offered : request.getChildrenList()) {
            subscriptions.receive(
                    ActionKey.of(offered.getParent()),
                    new ChildState(
                            offered.getChild().getUpdate(), offered.getChild().getAttempt()));
        }
        return Uni.createFrom()
                .item(OfferChildrenResponse.newBuilder()
                        .setReplica(replicas.identity())
                        .build());
    }
}
