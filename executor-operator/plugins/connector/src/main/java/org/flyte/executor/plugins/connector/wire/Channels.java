package org.flyte.executor.plugins.connector.wire;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.settings.Endpoint;

/** Makes the channel of an endpoint: over all addresses that its name has, in turn. */
final class Channels {
    private Channels() {}

    /** @throws IllegalArgumentException when the certificates cannot be read */
    static ManagedChannel open(Endpoint endpoint, ConnectorSettings settings) {
        return Grpc.newChannelBuilder(endpoint.target(), credentials(endpoint))
                .defaultLoadBalancingPolicy("round_robin")
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(settings.maxMessageSize())
                .keepAliveTime(settings.keepalive().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(settings.keepaliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    private static ChannelCredentials credentials(Endpoint endpoint) {
        if (!endpoint.tls()) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        try {
            if (endpoint.ca().isPresent()) {
                tls.trustManager(new File(endpoint.ca().get()));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file ca=%s of the endpoint '%s' cannot be read"
                            .formatted(endpoint.ca().orElseThrow(), endpoint.id()),
                    e);
        }
        return tls.build();
    }
}
