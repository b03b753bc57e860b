package org.flyte.secrets.secret;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.secret.CreateSecretRequest;
import org.flyte.idl.secret.CreateSecretResponse;
import org.flyte.idl.secret.DeleteSecretRequest;
import org.flyte.idl.secret.DeleteSecretResponse;
import org.flyte.idl.secret.GetSecretRequest;
import org.flyte.idl.secret.GetSecretResponse;
import org.flyte.idl.secret.ListSecretsRequest;
import org.flyte.idl.secret.ListSecretsResponse;
import org.flyte.idl.secret.MutinySecretServiceGrpc;
import org.flyte.idl.secret.UpdateSecretRequest;
import org.flyte.idl.secret.UpdateSecretResponse;
import org.flyte.platform.secrets.SecretsConfig;
import org.flyte.secrets.SecretServiceConfig;

/** Serves SecretService. There are no system secrets, so that including them changes nothing. */
@GrpcService
class SecretRpc extends MutinySecretServiceGrpc.SecretServiceImplBase {
    private final CreateSecret create;
    private final UpdateSecret update;
    private final DescribeSecret describe;
    private final ListSecrets list;
    private final DeleteSecret delete;
    private final String cluster;
    private final long maxBytes;

    SecretRpc(
            CreateSecret create,
            UpdateSecret update,
            DescribeSecret describe,
            ListSecrets list,
            DeleteSecret delete,
            SecretServiceConfig service,
            SecretsConfig secrets) {
        this.create = create;
        this.update = update;
        this.describe = describe;
        this.list = list;
        this.delete = delete;
        this.cluster = service.cluster();
        this.maxBytes = secrets.maxValueSize().asLongValue();
    }

    @Override
    public Uni<CreateSecretResponse> createSecret(CreateSecretRequest request) {
        return create.execute(NewSecret.of(request.getId(), request.hasSecretSpec(), request.getSecretSpec(), maxBytes))
                .replaceWith(CreateSecretResponse.getDefaultInstance());
    }

    @Override
    public Uni<UpdateSecretResponse> updateSecret(UpdateSecretRequest request) {
        return update.execute(NewSecret.of(request.getId(), request.hasSecretSpec(), request.getSecretSpec(), maxBytes))
                .replaceWith(UpdateSecretResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetSecretResponse> getSecret(GetSecretRequest request) {
        var messages = new SecretDescriptions(cluster, request.getId().getOrganization());
        return describe.execute(NewSecret.id(request.getId()))
                .map(stored -> GetSecretResponse.newBuilder()
                        .setSecret(messages.of(stored))
                        .build());
    }

    @Override
    public Uni<ListSecretsResponse> listSecrets(ListSecretsRequest request) {
        var messages = new SecretDescriptions(cluster, request.getOrganization());
        return list.execute(SecretListing.of(request))
                .map(page -> ListSecretsResponse.newBuilder()
                        .addAllSecrets(page.secrets().stream().map(messages::of).toList())
                        .setToken(page.nextToken())
                        .build());
    }

    @Override
    public Uni<DeleteSecretResponse> deleteSecret(DeleteSecretRequest request) {
        return delete.execute(NewSecret.id(request.getId())).replaceWith(DeleteSecretResponse.getDefaultInstance());
    }
}
