package org.flyte.runs.domain;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.org.CreateDomainRequest;
import org.flyte.idl.org.CreateDomainResponse;
import org.flyte.idl.org.DeleteDomainRequest;
import org.flyte.idl.org.DeleteDomainResponse;
import org.flyte.idl.org.GetDomainRequest;
import org.flyte.idl.org.GetDomainResponse;
import org.flyte.idl.org.ListDomainsRequest;
import org.flyte.idl.org.ListDomainsResponse;
import org.flyte.idl.org.MutinyDomainServiceGrpc.DomainServiceImplBase;
import org.flyte.idl.org.UpdateDomainRequest;
import org.flyte.idl.org.UpdateDomainResponse;
import org.flyte.platform.model.RequestFields;

/** flyteidl2.org.DomainService. Domains belong to no org; that of the request is echoed. */
@GrpcService
public class DomainRpc extends DomainServiceImplBase {
    private final ChangeDomains changeDomains;
    private final GetDomains getDomains;

    DomainRpc(ChangeDomains changeDomains, GetDomains getDomains) {
        this.changeDomains = changeDomains;
        this.getDomains = getDomains;
    }

    @Override
    public Uni<CreateDomainResponse> createDomain(CreateDomainRequest request) {
        return changeDomains
                .create(DomainData.of(request.getId(), request.getFriendlyName()))
                .map(domain -> CreateDomainResponse.newBuilder()
                        .setDomain(domain.toProto(request.getOrg()))
                        .build());
    }

    @Override
    public Uni<UpdateDomainResponse> updateDomain(UpdateDomainRequest request) {
        return changeDomains
                .update(DomainData.of(request.getId(), request.getFriendlyName()))
                .map(domain -> UpdateDomainResponse.newBuilder()
                        .setDomain(domain.toProto(request.getOrg()))
                        .build());
    }

    @Override
    public Uni<DeleteDomainResponse> deleteDomain(DeleteDomainRequest request) {
        return changeDomains
                .delete(RequestFields.required("id", request.getId()))
                .replaceWith(DeleteDomainResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetDomainResponse> getDomain(GetDomainRequest request) {
        return getDomains
                .execute(RequestFields.required("id", request.getId()))
                .map(domain -> GetDomainResponse.newBuilder()
                        .setDomain(domain.toProto(request.getOrg()))
                        .build());
    }

    @Override
    public Uni<ListDomainsResponse> listDomains(ListDomainsRequest request) {
        return getDomains.all().map(domains -> {
            ListDomainsResponse.Builder response = ListDomainsResponse.newBuilder();
            domains.forEach(domain -> response.addDomains(domain.toProto(request.getOrg())));
            return response.build();
        });
    }
}
