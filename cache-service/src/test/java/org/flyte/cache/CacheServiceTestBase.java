package org.flyte.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flyte.idl.cacheservice.CacheServiceGrpc.CacheServiceBlockingStub;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.idl.cacheservice.GetOrExtendReservationRequest;
import org.flyte.idl.cacheservice.KeyMapMetadata;
import org.flyte.idl.cacheservice.Metadata;
import org.flyte.idl.cacheservice.PutCacheRequest;
import org.flyte.idl.cacheservice.v2.Identifier;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.storage.StorageConfig;
import org.junit.jupiter.api.BeforeEach;

/**
 * Set-up of the tests that run the service on a real PostgreSQL. A concrete class has the annotations
 * {@code @QuarkusTest @WithTestResource(RealPostgres.class)} and no other ones, so that all share one start. Each test has a key
 * of its own.
 */
public abstract class CacheServiceTestBase {
    @GrpcClient("self")
    protected CacheServiceBlockingStub unscoped;

    @GrpcClient("self")
    protected org.flyte.idl.cacheservice.v2.CacheServiceGrpc.CacheServiceBlockingStub scoped;

    @Inject
    @ReactiveDataSource("cache")
    protected Pool pool;

    @Inject
    StorageConfig storage;

    /** A fresh key for this test. */
    protected final String key = UUID.randomUUID().toString();

    @BeforeEach
    void limitCalls() {
        unscoped = unscoped.withDeadlineAfter(Duration.ofSeconds(20));
        scoped = scoped.withDeadlineAfter(Duration.ofSeconds(20));
    }

    protected String uri(String name) {
        return storage.base() + "/" + name;
    }

    protected PutCacheRequest put(String name) {
        return PutCacheRequest.newBuilder()
                .setKey(key)
                .setOutput(CachedOutput.newBuilder()
                        .setOutputUri(uri(name))
                        .setMetadata(Metadata.newBuilder()
                                .setKeyMap(KeyMapMetadata.newBuilder().putValues("task-version", name))))
                .build();
    }

    protected GetOrExtendReservationRequest claim(String owner, Duration heartbeat) {
        return GetOrExtendReservationRequest.newBuilder()
                .setKey(key)
                .setOwnerId(owner)
                .setHeartbeatInterval(ProtoTime.of(heartbeat))
                .build();
    }

    protected static Identifier scope(String project, String domain) {
        return Identifier.newBuilder().setProject(project).setDomain(domain).build();
    }

    protected static void assertRefused(ThrowingCallable call, Status.Code code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).isEqualTo(code);
            assertThat(failure.getStatus().getDescription()).contains(message).doesNotContain("\n");
        });
    }

    /** Number of rows that a statement changes or finds. */
    protected int execute(String sql) {
        return pool.query(sql.formatted(key)).executeAndAwait().rowCount();
    }
}
