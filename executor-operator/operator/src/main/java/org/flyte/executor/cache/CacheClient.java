package org.flyte.executor.cache;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.idl.cacheservice.GetCacheRequest;
import org.flyte.idl.cacheservice.OverwriteOutput;
import org.flyte.idl.cacheservice.PutCacheRequest;
import org.flyte.idl.cacheservice.Reservation;
import org.flyte.idl.cacheservice.v2.CacheService;
import org.flyte.idl.cacheservice.v2.GetOrExtendReservationRequest;
import org.flyte.idl.cacheservice.v2.Identifier;
import org.flyte.idl.cacheservice.v2.ReleaseReservationRequest;
import org.flyte.platform.model.ProtoTime;

/** Calls cache-service, each call with a time limit. Blocks: for virtual threads. */
@ApplicationScoped
class CacheClient {
    private final CacheService service;
    private final Duration timeout;
    private final Duration heartbeat;

    CacheClient(@GrpcClient("cache") CacheService service, ExecutorConfig config) {
        this.service = service;
        this.timeout = config.cache().timeout();
        this.heartbeat = config.cache().heartbeat();
    }

    /** Empty when there is no entry. */
    Optional<CachedOutput> get(ResultKey key) {
        try {
            return Optional.of(answerOf(service.get(org.flyte.idl.cacheservice.v2.GetCacheRequest.newBuilder()
                            .setIdentifier(scope(key))
                            .setBaseRequest(GetCacheRequest.newBuilder().setKey(key.value()))
                            .build()))
                    .getOutput());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** False when an entry exists that is not to be replaced. */
    boolean put(ResultKey key, CachedOutput output, OverwriteOutput overwrite) {
        try {
            var unused = answerOf(service.put(org.flyte.idl.cacheservice.v2.PutCacheRequest.newBuilder()
                    .setIdentifier(scope(key))
                    .setBaseRequest(PutCacheRequest.newBuilder()
                            .setKey(key.value())
                            .setOutput(output)
                            .setOverwrite(overwrite))
                    .build()));
            return true;
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.ALREADY_EXISTS) {
                return false;
            }
            throw e;
        }
    }

    /** True when the owner holds the reservation now. */
    boolean reserve(ResultKey key, String owner) {
        Reservation reservation = answerOf(service.getOrExtendReservation(GetOrExtendReservationRequest.newBuilder()
                        .setIdentifier(scope(key))
                        .setBaseRequest(org.flyte.idl.cacheservice.GetOrExtendReservationRequest.newBuilder()
                                .setKey(key.value())
                                .setOwnerId(owner)
                                .setHeartbeatInterval(ProtoTime.of(heartbeat)))
                        .build()))
                .getReservation();
        return reservation.getOwnerId().equals(owner);
    }

    void release(ResultKey key, String owner) {
        var unused = answerOf(service.releaseReservation(ReleaseReservationRequest.newBuilder()
                .setIdentifier(scope(key))
                .setBaseRequest(org.flyte.idl.cacheservice.ReleaseReservationRequest.newBuilder()
                        .setKey(key.value())
                        .setOwnerId(owner))
                .build()));
    }

    /** Its retries included; a call that takes longer is cancelled. */
    private <T> T answerOf(Uni<T> call) {
        try {
            return call.await().atMost(timeout);
        } catch (TimeoutException e) {
            throw Status.DEADLINE_EXCEEDED
                    .withDescription("cache-service did not answer within %d ms".formatted(timeout.toMillis()))
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    private static Identifier scope(ResultKey key) {
        return Identifier.newBuilder()
                .setProject(key.project())
                .setDomain(key.domain())
                .build();
    }
}
