package org.flyte.runs.artifact;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.artifact.CreateArtifactRequest;
import org.flyte.idl.artifact.CreateArtifactResponse;
import org.flyte.idl.artifact.DeclareArtifactRequest;
import org.flyte.idl.artifact.DeclareArtifactResponse;
import org.flyte.idl.artifact.DeleteArtifactRequest;
import org.flyte.idl.artifact.DeleteArtifactResponse;
import org.flyte.idl.artifact.GetArtifactRequest;
import org.flyte.idl.artifact.GetArtifactResponse;
import org.flyte.idl.artifact.GetArtifactSchemaRequest;
import org.flyte.idl.artifact.GetArtifactSchemaResponse;
import org.flyte.idl.artifact.ListArtifactMetadataKeysRequest;
import org.flyte.idl.artifact.ListArtifactMetadataKeysResponse;
import org.flyte.idl.artifact.ListArtifactNamesRequest;
import org.flyte.idl.artifact.ListArtifactNamesResponse;
import org.flyte.idl.artifact.ListArtifactsRequest;
import org.flyte.idl.artifact.ListArtifactsResponse;
import org.flyte.idl.artifact.ListPartitionValuesRequest;
import org.flyte.idl.artifact.ListPartitionValuesResponse;
import org.flyte.idl.artifact.MutinyArtifactServiceGrpc.ArtifactServiceImplBase;
import org.flyte.platform.model.RequestFields;
import org.flyte.runs.artifact.rule.PartitionKeys;
import org.flyte.runs.list.rule.ListQuery;

/** flyteidl2.artifact.ArtifactService. Artifacts belong to no org; that of the request is echoed. */
@GrpcService
public class ArtifactRpc extends ArtifactServiceImplBase {
    private static final int MAX_KEY = 64;

    private final CreateArtifact createArtifact;
    private final DeclareArtifact declareArtifact;
    private final ArtifactStore artifacts;
    private final GetArtifact getArtifact;
    private final GetArtifactSchema getSchema;
    private final ListArtifacts listArtifacts;
    private final ListArtifactValues listValues;

    ArtifactRpc(
            CreateArtifact createArtifact,
            DeclareArtifact declareArtifact,
            ArtifactStore artifacts,
            GetArtifact getArtifact,
            GetArtifactSchema getSchema,
            ListArtifacts listArtifacts,
            ListArtifactValues listValues) {
        this.createArtifact = createArtifact;
        this.declareArtifact = declareArtifact;
        this.artifacts = artifacts;
        this.getArtifact = getArtifact;
        this.getSchema = getSchema;
        this.listArtifacts = listArtifacts;
        this.listValues = listValues;
    }

    @Override
    public Uni<CreateArtifactResponse> createArtifact(CreateArtifactRequest request) {
        String org = request.getArtifactId().getName().getOrg();
        return createArtifact
                .execute(NewArtifact.of(request.getArtifactId(), request.getSpec()))
                .map(artifact -> CreateArtifactResponse.newBuilder()
                        .setArtifact(artifact.toProto(org))
                        .build());
    }

    @Override
    public Uni<DeclareArtifactResponse> declareArtifact(DeclareArtifactRequest request) {
        return declareArtifact
                .execute(
                        ArtifactNameKey.of("name", request.getName()),
                        PartitionKeys.of("partition_schema", request.getPartitionSchema()))
                .map(keys -> DeclareArtifactResponse.newBuilder()
                        .setPartitionSchema(keys.toProto())
                        .build());
    }

    @Override
    public Uni<DeleteArtifactResponse> deleteArtifact(DeleteArtifactRequest request) {
        return artifacts
                .delete(ArtifactVersionKey.of("artifact_id", request.getArtifactId()))
                .replaceWith(DeleteArtifactResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetArtifactResponse> getArtifact(GetArtifactRequest request) {
        ArtifactNameKey name = ArtifactNameKey.of("name", request.getName());
        Uni<ArtifactRow> found = request.getVersion().isEmpty()
                ? getArtifact.newest(name)
                : getArtifact.execute(name.version(ArtifactVersionKey.version("version", request.getVersion())));
        return found.map(artifact -> GetArtifactResponse.newBuilder()
                .setArtifact(artifact.toProto(request.getName().getOrg()))
                .build());
    }

    @Override
    public Uni<GetArtifactSchemaResponse> getArtifactSchema(GetArtifactSchemaRequest request) {
        return getSchema
                .execute(ArtifactNameKey.of("name", request.getName()))
                .map(schema -> GetArtifactSchemaResponse.newBuilder()
                        .setPartitionSchema(schema.keys().toProto())
                        .setDeclared(schema.declared())
                        .build());
    }

    @Override
    public Uni<ListArtifactsResponse> listArtifacts(ListArtifactsRequest request) {
        ArtifactSelection selection = ArtifactSelection.of(request);
        return listArtifacts.execute(
                selection,
                request.getProjectId().getOrganization(),
                ListQuery.of(request.getRequest(), selection.columns(), selection));
    }

    @Override
    public Uni<ListArtifactNamesResponse> listArtifactNames(ListArtifactNamesRequest request) {
        ArtifactSelection selection = ArtifactSelection.of(request.getProjectId(), false);
        return listArtifacts.names(
                selection,
                request.getProjectId().getOrganization(),
                ListQuery.of(request.getRequest(), ArtifactColumns.NAMES, selection));
    }

    @Override
    public Uni<ListPartitionValuesResponse> listPartitionValues(ListPartitionValuesRequest request) {
        return listValues
                .ofPartition(
                        ArtifactNameKey.of(request.getProjectId(), request.getName()),
                        RequestFields.text("key", request.getKey(), 1, MAX_KEY),
                        request.getRequest())
                .map(values -> ListPartitionValuesResponse.newBuilder()
                        .addAllValues(values)
                        .build());
    }

    @Override
    public Uni<ListArtifactMetadataKeysResponse> listArtifactMetadataKeys(ListArtifactMetadataKeysRequest request) {
        ArtifactSelection selection = request.getName().isEmpty()
                ? ArtifactSelection.of(request.getProjectId(), false)
                : ArtifactSelection.of(ArtifactNameKey.of(request.getProjectId(), request.getName()));
        return listValues
                .metadataKeys(selection)
                .map(keys -> ListArtifactMetadataKeysResponse.newBuilder()
                        .addAllKeys(keys)
                        .build());
    }
}
