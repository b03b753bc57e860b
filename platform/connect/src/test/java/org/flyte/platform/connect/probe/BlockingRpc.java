package org.flyte.platform.connect.probe;

import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.EchoResponse;
import org.flyte.platform.connect.probe.api.MutinySlowProbeGrpc;

@GrpcService
public class BlockingRpc extends MutinySlowProbeGrpc.SlowProbeImplBase {
    @Override
    @RunOnVirtualThread
    public Uni<EchoResponse> block(EchoRequest request) {
        return Uni.createFrom()
                .item(EchoResponse.newBuilder()
                        .setText(Thread.currentThread().isVirtual() ? "virtual" : "platform")
                        .putHeaders(
                                "x-request-id",
                                CallHeaders.current().get("x-request-id").orElse("lost"))
                        .build());
    }
}
