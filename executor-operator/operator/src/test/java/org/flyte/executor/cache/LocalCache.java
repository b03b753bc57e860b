package org.flyte.executor.cache;

import io.smallrye.mutiny.Uni;
import org.flyte.idl.cacheservice.DeleteCacheResponse;
import org.flyte.idl.cacheservice.GetCacheResponse;
import org.flyte.idl.cacheservice.GetOrExtendReservationResponse;
import org.flyte.idl.cacheservice.PutCacheResponse;
import org.flyte.idl.cacheservice.ReleaseReservationResponse;
import org.flyte.idl.cacheservice.v2.CacheService;
import org.flyte.idl.cacheservice.v2.DeleteCacheRequest;
import org.flyte.idl.cacheservice.v2.GetCacheRequest;
import org.flyte.idl.cacheservice.v2.GetOrExtendReservationRequest;
import org.flyte.idl.cacheservice.v2.PutCacheRequest;
import org.flyte.idl.cacheservice.v2.ReleaseReservationRequest;

/** The fake service as a client of it, without the wire. */
record LocalCache(FakeCache service) implements CacheService {
    @Override
    public Uni<GetCacheResponse> get(GetCacheRequest request) {
        return service.get(request);
    }

    @Override
    public Uni<PutCacheResponse> put(PutCacheRequest request) {
        return service.put(request);
    }

    @Override
    public Uni<DeleteCacheResponse> delete(DeleteCacheRequest request) {
        return service.delete(request);
    }

    @Override
    public Uni<GetOrExtendReservationResponse> getOrExtendReservation(GetOrExtendReservationRequest request) {
        return service.getOrExtendReservation(request);
    }

    @Override
    public Uni<ReleaseReservationResponse> releaseReservation(ReleaseReservationRequest request) {
        return service.releaseReservation(request);
    }
}
