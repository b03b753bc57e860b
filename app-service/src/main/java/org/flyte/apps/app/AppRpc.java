package org.flyte.apps.app;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.flyte.apps.AppKey;
import org.flyte.apps.list.ListApps;
import org.flyte.apps.list.rule.AppQuery;
import org.flyte.apps.spec.NewApp;
import org.flyte.apps.spec.rule.AppIds;
import org.flyte.apps.watch.WatchApps;
import org.flyte.apps.watch.WatchTarget;
import org.flyte.idl.app.CreateRequest;
import org.flyte.idl.app.CreateResponse;
import org.flyte.idl.app.DeleteRequest;
import org.flyte.idl.app.DeleteResponse;
import org.flyte.idl.app.GetRequest;
import org.flyte.idl.app.GetResponse;
import org.flyte.idl.app.LeaseRequest;
import org.flyte.idl.app.LeaseResponse;
import org.flyte.idl.app.ListRequest;
import org.flyte.idl.app.ListResponse;
import org.flyte.idl.app.MutinyAppServiceGrpc;
import org.flyte.idl.app.UpdateRequest;
import org.flyte.idl.app.UpdateResponse;
import org.flyte.idl.app.UpdateStatusRequest;
import org.flyte.idl.app.UpdateStatusResponse;
import org.flyte.idl.app.WatchRequest;
import org.flyte.idl.app.WatchResponse;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unimplemented;
import org.flyte.platform.model.RequestFields;

/** Serves AppService. */
@GrpcService
class AppRpc extends MutinyAppServiceGrpc.AppServiceImplBase {
    private static final int LONGEST_REASON = 100;
    private static final String OF_CLUSTERS =
            "%s is for clusters that fetch their apps, which this installation does not have: it runs apps itself";

    private final CreateApp create;
    private final GetApp get;
    private final UpdateApp update;
    private final DeleteApp delete;
    private final ListApps list;
    private final WatchApps watch;

    AppRpc(CreateApp create, GetApp get, UpdateApp update, DeleteApp delete, ListApps list, WatchApps watch) {
        this.create = create;
        this.get = get;
        this.update = update;
        this.delete = delete;
        this.list = list;
        this.watch = watch;
    }

    @Override
    public Uni<CreateResponse> create(CreateRequest request) {
        return create.execute(NewApp.of(request.hasApp(), request.getApp()))
                .map(app -> CreateResponse.newBuilder().setApp(app).build());
    }

    @Override
    public Uni<GetResponse> get(GetRequest request) {
        if (request.hasIngress()) {
            throw new InvalidArgument("ingress is not supported: name the app by app_id");
        }
        AppKey key = AppIds.key("app_id", request.hasAppId(), request.getAppId());
        return get.execute(key).map(app -> GetResponse.newBuilder().setApp(app).build());
    }

    @Override
    public Uni<UpdateResponse> update(UpdateRequest request) {
        NewApp app = NewApp.of(request.hasApp(), request.getApp());
        String reason = RequestFields.text("reason", request.getReason(), 0, LONGEST_REASON);
        return update.execute(app, reason)
                .map(updated -> UpdateResponse.newBuilder().setApp(updated).build());
    }

    @Override
    public Uni<DeleteResponse> delete(DeleteRequest request) {
        return delete.execute(AppIds.key("app_id", request.hasAppId(), request.getAppId()))
                .replaceWith(DeleteResponse.getDefaultInstance());
    }

    @Override
    public Uni<ListResponse> list(ListRequest request) {
        return list.execute(AppQuery.of(request));
    }

    @Override
    public Multi<WatchResponse> watch(WatchRequest request) {
        return watch.execute(WatchTarget.of(request));
    }

    @Override
    public Uni<UpdateStatusResponse> updateStatus(UpdateStatusRequest request) {
        throw new Unimplemented(OF_CLUSTERS.formatted("UpdateStatus"));
    }

    @Override
    public Multi<LeaseResponse> lease(LeaseRequest request) {
        throw new Unimplemented(OF_CLUSTERS.formatted("Lease"));
    }
}
