package org.flyte.dataproxy.rpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.flyte.dataproxy.call.Origin;
import org.flyte.dataproxy.data.GetActionData;
import org.flyte.dataproxy.download.CreateDownloadLink;
import org.flyte.dataproxy.download.NewDownload;
import org.flyte.dataproxy.inputs.NewInputs;
import org.flyte.dataproxy.inputs.UploadInputs;
import org.flyte.dataproxy.logs.LogSelection;
import org.flyte.dataproxy.logs.TailLogs;
import org.flyte.dataproxy.upload.CreateUploadLocation;
import org.flyte.dataproxy.upload.NewUpload;
import org.flyte.idl.dataproxy.CreateDownloadLinkRequest;
import org.flyte.idl.dataproxy.CreateDownloadLinkResponse;
import org.flyte.idl.dataproxy.CreateUploadLocationRequest;
import org.flyte.idl.dataproxy.CreateUploadLocationResponse;
import org.flyte.idl.dataproxy.GetActionDataRequest;
import org.flyte.idl.dataproxy.GetActionDataResponse;
import org.flyte.idl.dataproxy.MutinyDataProxyServiceGrpc;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.idl.dataproxy.TailLogsResponse;
import org.flyte.idl.dataproxy.UploadInputsRequest;
import org.flyte.idl.dataproxy.UploadInputsResponse;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;

/** The RPCs of {@code DataProxyService}. */
@GrpcService
class DataProxyRpc extends MutinyDataProxyServiceGrpc.DataProxyServiceImplBase {
    private final CreateUploadLocation createUploadLocation;
    private final UploadInputs uploadInputs;
    private final CreateDownloadLink createDownloadLink;
    private final GetActionData getActionData;
    private final TailLogs tailLogs;

    DataProxyRpc(
            CreateUploadLocation createUploadLocation,
            UploadInputs uploadInputs,
            CreateDownloadLink createDownloadLink,
            GetActionData getActionData,
            TailLogs tailLogs) {
        this.createUploadLocation = createUploadLocation;
        this.uploadInputs = uploadInputs;
        this.createDownloadLink = createDownloadLink;
        this.getActionData = getActionData;
        this.tailLogs = tailLogs;
    }

    @Override
    public Uni<CreateUploadLocationResponse> createUploadLocation(CreateUploadLocationRequest request) {
        return createUploadLocation.execute(NewUpload.from(request), Origin.ofCurrentCall());
    }

    @Override
    public Uni<UploadInputsResponse> uploadInputs(UploadInputsRequest request) {
        return uploadInputs.execute(NewInputs.from(request));
    }

    @Override
    public Uni<CreateDownloadLinkResponse> createDownloadLink(CreateDownloadLinkRequest request) {
        return createDownloadLink.execute(NewDownload.from(request), Origin.ofCurrentCall());
    }

    @Override
    public Uni<GetActionDataResponse> getActionData(GetActionDataRequest request) {
        RequestFields.required("action_id", request.hasActionId());
        ActionKey action = RequestFields.action("action_id", request.getActionId());
        LogContext.ofAction(action.run(), action.name()).put();
        return getActionData.execute(action);
    }

    @Override
    public Multi<TailLogsResponse> tailLogs(TailLogsRequest request) {
        LogSelection selection = LogSelection.from(request);
        LogContext.ofAction(selection.action().run(), selection.action().name())
                .with(LogKey.ATTEMPT, selection.attempt())
                .put();
        return tailLogs.execute(selection);
    }
}
