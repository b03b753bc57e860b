package org.flyte.runs.console;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.console.GetConsoleInfoRequest;
import org.flyte.idl.console.GetConsoleInfoResponse;
import org.flyte.idl.console.GetRunTreeRequest;
import org.flyte.idl.console.GetRunTreeResponse;
import org.flyte.idl.console.MutinyConsoleServiceGrpc.ConsoleServiceImplBase;
import org.flyte.idl.console.WatchRunTreeRequest;
import org.flyte.idl.console.WatchRunTreeResponse;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.flyte.runs.query.row.RunKind;
import org.flyte.runs.watch.GetRunTree;
import org.flyte.runs.watch.WatchRunTree;

/** flyte.console.v1.ConsoleService. */
@GrpcService
public class ConsoleRpc extends ConsoleServiceImplBase {
    private final GetConsoleInfo getConsoleInfo;
    private final GetRunTree getRunTree;
    private final WatchRunTree watchRunTree;

    ConsoleRpc(GetConsoleInfo getConsoleInfo, GetRunTree getRunTree, WatchRunTree watchRunTree) {
        this.getConsoleInfo = getConsoleInfo;
        this.getRunTree = getRunTree;
        this.watchRunTree = watchRunTree;
    }

    @Override
    public Uni<GetConsoleInfoResponse> getConsoleInfo(GetConsoleInfoRequest request) {
        return Uni.createFrom().item(getConsoleInfo.execute(request));
    }

    @Override
    public Uni<GetRunTreeResponse> getRunTree(GetRunTreeRequest request) {
        return getRunTree.execute(run(request.getRunId()), kind(request.getTracked()));
    }

    @Override
    public Multi<WatchRunTreeResponse> watchRunTree(WatchRunTreeRequest request) {
        return watchRunTree.execute(run(request.getRunId()), kind(request.getTracked()));
    }

    /** The run that the call is about, which its log lines name from here on. */
    private static RunKey run(RunIdentifier id) {
        RunKey run = RequestFields.run("run_id", id);
        LogContext.of(LogKey.RUN, run).put();
        return run;
    }

    private static RunKind kind(boolean tracked) {
        return tracked ? RunKind.TRACKED : RunKind.EXECUTED;
    }
}
