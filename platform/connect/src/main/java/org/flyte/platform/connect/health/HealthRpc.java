package org.flyte.platform.connect.health;

import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import grpc.health.v1.MutinyHealthGrpc;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.flyte.platform.connect.call.Methods;
import org.flyte.platform.connect.call.RunningCalls;

/**
 * The gRPC health service: a service is SERVING until the server begins to close, one that does not exist is
 * NOT_FOUND. The empty name asks for the server as a whole.
 */
@Singleton
@GrpcService
public class HealthRpc extends MutinyHealthGrpc.HealthImplBase {
    /** The protocol's value for Watch; the messages that Quarkus brings along are older than it. */
    private static final int SERVICE_UNKNOWN = 3;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Instance<Methods> methods;
    private final RunningCalls running;

    HealthRpc(Instance<Methods> methods, RunningCalls running) {
        this.methods = methods;
        this.running = running;
    }

    @Override
    public Uni<HealthCheckResponse> check(HealthCheckRequest request) {
        return isKnown(request)
                ? Uni.createFrom().item(answer(now(request)))
                : Uni.createFrom()
                        .failure(Status.NOT_FOUND
                                .withDescription("service \"%s\" is not served here".formatted(request.getService()))
                                .asRuntimeException());
    }

    /** Sends the status now and whenever it changes; the stream stays open for a service that may come yet. */
    @Override
    public Multi<HealthCheckResponse> watch(HealthCheckRequest request) {
        Multi<Long> ticks = Multi.createFrom().ticks().every(LOOK).onOverflow().drop();
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(0L), ticks)
                .map(tick -> answer(now(request)))
                .skip()
                .repetitions();
    }

    private boolean isKnown(HealthCheckRequest request) {
        return request.getService().isEmpty() || methods.get().hasService(request.getService());
    }

    private int now(HealthCheckRequest request) {
        if (!isKnown(request)) {
            return SERVICE_UNKNOWN;
        }
        return running.isClosing() ? ServingStatus.NOT_SERVING_VALUE : ServingStatus.SERVING_VALUE;
    }

    private static HealthCheckResponse answer(int status) {
        return HealthCheckResponse.newBuilder().setStatusValue(status).build();
    }
}
