package org.flyte.apps.logs;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import org.flyte.idl.app.MutinyAppLogsServiceGrpc;
import org.flyte.idl.app.TailLogsRequest;
import org.flyte.idl.app.TailLogsResponse;

/** Serves AppLogsService. */
@GrpcService
class AppLogsRpc extends MutinyAppLogsServiceGrpc.AppLogsServiceImplBase {
    private final TailAppLogs tailLogs;

    AppLogsRpc(TailAppLogs tailLogs) {
        this.tailLogs = tailLogs;
    }

    @Override
    public Multi<TailLogsResponse> tailLogs(TailLogsRequest request) {
        return tailLogs.execute(AppLogSelection.of(request));
    }
}
