package org.flyte.dataproxy.cluster;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.dataproxy.call.Origin;
import org.flyte.dataproxy.call.PublicAddress;
import org.flyte.idl.cluster.MutinyClusterServiceGrpc;
import org.flyte.idl.cluster.SelectClusterRequest;
import org.flyte.idl.cluster.SelectClusterResponse;

/** Tells clients where to send data calls: here (dataplane spec §2). One data plane, so the resource plays no part. */
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
