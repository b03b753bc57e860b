package org.flyte.platform.connect.probe;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.EchoResponse;
import org.flyte.platform.connect.probe.api.MutinyProbeGrpc.MutinyProbeStub;
import org.flyte.platform.connect.probe.api.MutinyRelayGrpc;
import org.flyte.platform.connect.probe.api.Number;
import org.jboss.logging.Logger;

/** Asks the service behind the client "peer" after {@code delay_ms}, in a later iteration of the event loop. */
@GrpcService
@ServedTo(Audience.PODS)
public class RelayRpc extends MutinyRelayGrpc.RelayImplBase {
    private static final Logger LOG = Logger.getLogger(RelayRpc.class);

    private final MutinyProbeStub peer;

    RelayRpc(@GrpcClient("peer") MutinyProbeStub peer) {
        this.peer = peer;
    }

    @Override
    public Uni<EchoResponse> one(EchoRequest request) {
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(1 + request.getDelayMs()))
                .invoke(() -> LOG.debug("relayed"))
                .chain(() -> peer.echo(request.toBuilder().clearDelayMs().build()));
    }

    @Override
    @ServedTo(Audience.SERVICES)
    public Multi<Number> many(CountRequest request) {
        return peer.count(request);
    }

    @Override
    @RunOnVirtualThread
    public Uni<EchoResponse> blocking(EchoRequest request) {
        return Uni.createFrom().item(peer.echo(request).await().atMost(Duration.ofSeconds(10)));
    }
}
