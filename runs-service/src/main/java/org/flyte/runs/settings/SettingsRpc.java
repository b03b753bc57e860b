package org.flyte.runs.settings;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.settings.CreateSettingsRequest;
import org.flyte.idl.settings.CreateSettingsResponse;
import org.flyte.idl.settings.GetSettingsForEditRequest;
import org.flyte.idl.settings.GetSettingsForEditResponse;
import org.flyte.idl.settings.GetSettingsRequest;
import org.flyte.idl.settings.GetSettingsResponse;
import org.flyte.idl.settings.MutinySettingsServiceGrpc.SettingsServiceImplBase;
import org.flyte.idl.settings.SettingsRecord;
import org.flyte.idl.settings.UpdateSettingsRequest;
import org.flyte.idl.settings.UpdateSettingsResponse;
import org.flyte.platform.model.RequestFields;

/** flyteidl2.settings.SettingsService. */
@GrpcService
public class SettingsRpc extends SettingsServiceImplBase {
    private final GetSettings getSettings;
    private final ChangeSettings changeSettings;

    SettingsRpc(GetSettings getSettings, ChangeSettings changeSettings) {
        this.getSettings = getSettings;
        this.changeSettings = changeSettings;
    }

    @Override
    public Uni<GetSettingsResponse> getSettings(GetSettingsRequest request) {
        return getSettings
                .execute(SettingsScope.of("key", request.getKey()))
                .map(settings -> GetSettingsResponse.newBuilder()
                        .setSettingsRecord(record(settings, request.getKey().getOrg()))
                        .build());
    }

    @Override
    public Uni<GetSettingsForEditResponse> getSettingsForEdit(GetSettingsForEditRequest request) {
        return getSettings.levels(SettingsScope.of("key", request.getKey())).map(levels -> {
            GetSettingsForEditResponse.Builder response =
                    GetSettingsForEditResponse.newBuilder().setRequestedKey(request.getKey());
            levels.forEach(
                    level -> response.addLevels(record(level, request.getKey().getOrg())));
            return response.build();
        });
    }

    @Override
    public Uni<CreateSettingsResponse> createSettings(CreateSettingsRequest request) {
        return changeSettings
                .create(SettingsScope.of("key", request.getKey()), request.getSettings())
                .map(settings -> CreateSettingsResponse.newBuilder()
                        .setSettingsRecord(record(settings, request.getKey().getOrg()))
                        .build());
    }

    @Override
    public Uni<UpdateSettingsResponse> updateSettings(UpdateSettingsRequest request) {
        RequestFields.required("version", request.getVersion() != 0);
        return changeSettings
                .update(SettingsScope.of("key", request.getKey()), request.getSettings(), request.getVersion())
                .map(settings -> UpdateSettingsResponse.newBuilder()
                        .setSettingsRecord(record(settings, request.getKey().getOrg()))
                        .build());
    }

    private static SettingsRecord record(StoredSettings settings, String org) {
        return SettingsRecord.newBuilder()
                .setKey(settings.scope().toProto(org))
                .setSettings(settings.settings())
                .setVersion(settings.version())
                .build();
    }
}
