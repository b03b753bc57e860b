package org.flyte.cache.rpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.cache.KeyScope;
import org.flyte.cache.output.DeleteOutput;
import org.flyte.cache.output.GetOutput;
import org.flyte.cache.output.NewEntry;
import org.flyte.cache.output.PutOutput;
import org.flyte.cache.reservation.Claim;
import org.flyte.cache.reservation.ReleaseReservation;
import org.flyte.cache.reservation.Reserve;
import org.flyte.idl.cacheservice.DeleteCacheRequest;
import org.flyte.idl.cacheservice.DeleteCacheResponse;
import org.flyte.idl.cacheservice.GetCacheRequest;
import org.flyte.idl.cacheservice.GetCacheResponse;
import org.flyte.idl.cacheservice.GetOrExtendReservationRequest;
import org.flyte.idl.cacheservice.GetOrExtendReservationResponse;
import org.flyte.idl.cacheservice.MutinyCacheServiceGrpc.CacheServiceImplBase;
import org.flyte.idl.cacheservice.PutCacheRequest;
import org.flyte.idl.cacheservice.PutCacheResponse;
import org.flyte.idl.cacheservice.ReleaseReservationRequest;
import org.flyte.idl.cacheservice.ReleaseReservationResponse;
import org.flyte.platform.connect.Audience;
import org.flyte.platform.connect.ServedTo;

/** flyteidl2.cacheservice.CacheService: keys have no scope. */
@GrpcService
@ServedTo(Audience.SERVICES)
public class UnscopedCacheRpc extends CacheServiceImplBase {
    private final GetOutput getOutput;
    private final PutOutput putOutput;
    private final DeleteOutput deleteOutput;
    private final Reserve reserve;
    private final ReleaseReservation releaseReservation;

    UnscopedCacheRpc(
            GetOutput getOutput,
            PutOutput putOutput,
            DeleteOutput deleteOutput,
            Reserve reserve,
            ReleaseReservation releaseReservation) {
        this.getOutput = getOutput;
        this.putOutput = putOutput;
        this.deleteOutput = deleteOutput;
        this.reserve = reserve;
        this.releaseReservation = releaseReservation;
    }

    @Override
    public Uni<GetCacheResponse> get(GetCacheRequest request) {
        return getOutput
                .execute(KeyScope.NONE.key(request.getKey()))
                .map(output -> GetCacheResponse.newBuilder().setOutput(output).build());
    }

    @Override
    public Uni<PutCacheResponse> put(PutCacheRequest request) {
        return putOutput
                .execute(NewEntry.of(KeyScope.NONE, request))
                .replaceWith(PutCacheResponse.getDefaultInstance());
    }

    @Override
    public Uni<DeleteCacheResponse> delete(DeleteCacheRequest request) {
        return deleteOutput
                .execute(KeyScope.NONE.key(request.getKey()))
                .replaceWith(DeleteCacheResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetOrExtendReservationResponse> getOrExtendReservation(GetOrExtendReservationRequest request) {
        return reserve.execute(Claim.of(KeyScope.NONE, request))
                .map(reservation -> GetOrExtendReservationResponse.newBuilder()
                        .setReservation(reservation)
                        .build());
    }

    @Override
    public Uni<ReleaseReservationResponse> releaseReservation(ReleaseReservationRequest request) {
        return releaseReservation
                .execute(Claim.of(KeyScope.NONE, request))
                .replaceWith(ReleaseReservationResponse.getDefaultInstance());
    }
}
