package org.flyte.runs.identity;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.List;
import org.flyte.idl.auth.GetOAuth2MetadataRequest;
import org.flyte.idl.auth.GetOAuth2MetadataResponse;
import org.flyte.idl.auth.GetPublicClientConfigRequest;
import org.flyte.idl.auth.GetPublicClientConfigResponse;
import org.flyte.idl.auth.MutinyAuthMetadataServiceGrpc.AuthMetadataServiceImplBase;
import org.flyte.platform.connect.CallHeaders;

/** flyteidl2.auth.AuthMetadataService: what clients need before they can log in. */
@GrpcService
public class AuthMetadataRpc extends AuthMetadataServiceImplBase {
    private final AuthConfig config;
    private final AuthorizationServer server;

    AuthMetadataRpc(AuthConfig config, AuthorizationServer server) {
        this.config = config;
        this.server = server;
    }

    @Override
    public Uni<GetOAuth2MetadataResponse> getOAuth2Metadata(GetOAuth2MetadataRequest request) {
        return server.metadata();
    }

    @Override
    public Uni<GetPublicClientConfigResponse> getPublicClientConfig(GetPublicClientConfigRequest request) {
        AuthConfig.Client client = config.client();
        String url = publicUrl(CallHeaders.current());
        return Uni.createFrom()
                .item(GetPublicClientConfigResponse.newBuilder()
                        .setClientId(client.id().orElse(""))
                        .setRedirectUri(client.redirectUri().toString())
                        .addAllScopes(client.scopes().orElse(List.of()))
                        .setAudience(client.audience().orElse(""))
                        .setAuthorizationMetadataKey(client.metadataKey())
                        .setServiceHttpEndpoint(url)
                        .setDataplaneDomain(url)
                        .build());
    }

    private String publicUrl(CallHeaders headers) {
        return config.publicUrl()
                .map(URI::toString)
                .or(() -> headers.get("host").map(host -> headers.clientScheme() + "://" + host))
                .orElse("");
    }
}
