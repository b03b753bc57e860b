package org.flyte.dataproxy.cluster;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.dataproxy.call.Origin;
import org.flyte.dataproxy.call.PublicAddress;
import org.flyte.idl.cluster.MutinyClusterServiceGrpc;
import org.flyte.idl.cluster.SelectClusterRequest;
import org.flyte.idl.cluster.SelectClusterResponse;

/** Answers where clients send data calls: to this service. There is one data plane, so the resource is ignored. */
@GrpcService
class ClusterRpc extends MutinyClusterServiceGrpc.ClusterServiceImplBase {
    private final PublicAddress address;

    ClusterRpc(PublicAddress address) {
        this.address = address;
    }

    @Override
    public Uni<SelectClusterResponse> selectCluster(SelectClusterRequest request) {
        String endpoint = address.endpoint(Origin.ofCurrentCall());
        return Uni.createFrom()
                .item(SelectClusterResponse.newBuilder()
                        .setClusterEndpoint(endpoint)
                        .build());
    }
}
