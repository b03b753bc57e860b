package org.flyte.executor.cache;

import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.idl.cacheservice.GetCacheResponse;
import org.flyte.idl.cacheservice.GetOrExtendReservationResponse;
import org.flyte.idl.cacheservice.PutCacheResponse;
import org.flyte.idl.cacheservice.ReleaseReservationResponse;
import org.flyte.idl.cacheservice.Reservation;
import org.flyte.idl.cacheservice.v2.GetCacheRequest;
import org.flyte.idl.cacheservice.v2.GetOrExtendReservationRequest;
import org.flyte.idl.cacheservice.v2.Identifier;
import org.flyte.idl.cacheservice.v2.MutinyCacheServiceGrpc.CacheServiceImplBase;
import org.flyte.idl.cacheservice.v2.PutCacheRequest;
import org.flyte.idl.cacheservice.v2.ReleaseReservationRequest;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.tracing.TraceParent;

/** Plays cache-service, in memory; reservations do not expire. */
@GrpcService
public class FakeCache extends CacheServiceImplBase {
    /** How it answers from now on. */
    public enum Mode {
        UP,
        UNAVAILABLE,
        SILENT
    }

    public static final Map<String, CachedOutput> ENTRIES = new ConcurrentHashMap<>();
    public static final Map<String, String> OWNERS = new ConcurrentHashMap<>();
    public static final AtomicInteger RESERVATION_CALLS = new AtomicInteger();
    /** The trace of each call. */
    public static final List<Optional<TraceParent>> TRACES = new CopyOnWriteArrayList<>();

    public static volatile Mode mode = Mode.UP;

    public static void reset() {
        ENTRIES.clear();
        OWNERS.clear();
        TRACES.clear();
        mode = Mode.UP;
    }

    @Override
    public Uni<GetCacheResponse> get(GetCacheRequest request) {
        return answer(() -> {
            CachedOutput found = ENTRIES.get(
                    key(request.getIdentifier(), request.getBaseRequest().getKey()));
            if (found == null) {
                throw Status.NOT_FOUND.asRuntimeException();
            }
            return GetCacheResponse.newBuilder().setOutput(found).build();
        });
    }

    @Override
    public Uni<PutCacheResponse> put(PutCacheRequest request) {
        return answer(() -> {
            String key = key(request.getIdentifier(), request.getBaseRequest().getKey());
            CachedOutput.Builder output = request.getBaseRequest().getOutput().toBuilder();
            output.getMetadataBuilder()
                    .setLastUpdatedAt(ProtoTime.of(java.time.Clock.systemUTC().instant()));
            boolean overwrite = request.getBaseRequest().getOverwrite().getOverwrite();
            if (!overwrite && ENTRIES.putIfAbsent(key, output.build()) != null) {
                throw Status.ALREADY_EXISTS.asRuntimeException();
            }
            ENTRIES.put(key, output.build());
            return PutCacheResponse.getDefaultInstance();
        });
    }

    @Override
    public Uni<GetOrExtendReservationResponse> getOrExtendReservation(GetOrExtendReservationRequest request) {
        return answer(() -> {
            RESERVATION_CALLS.incrementAndGet();
            String owner = request.getBaseRequest().getOwnerId();
            String holder = OWNERS.computeIfAbsent(
                    key(request.getIdentifier(), request.getBaseRequest().getKey()), _ -> owner);
            return GetOrExtendReservationResponse.newBuilder()
                    .setReservation(Reservation.newBuilder().setOwnerId(holder))
                    .build();
        });
    }

    @Override
    public Uni<ReleaseReservationResponse> releaseReservation(ReleaseReservationRequest request) {
        return answer(() -> {
            OWNERS.remove(
                    key(request.getIdentifier(), request.getBaseRequest().getKey()),
                    request.getBaseRequest().getOwnerId());
            return ReleaseReservationResponse.getDefaultInstance();
        });
    }

    private static <T> Uni<T> answer(Supplier<T> answer) {
        TRACES.add(TraceParent.current());
        return switch (mode) {
            case UP -> Uni.createFrom().item(answer);
            case UNAVAILABLE -> Uni.createFrom().failure(Status.UNAVAILABLE.asRuntimeException());
            case SILENT -> Uni.createFrom().nothing();
        };
    }

    private static String key(Identifier scope, String key) {
        return scope.getProject() + "/" + scope.getDomain() + "/" + key;
    }
}
