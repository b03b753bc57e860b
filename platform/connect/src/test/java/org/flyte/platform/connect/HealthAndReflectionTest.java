package org.flyte.platform.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.reflection.v1.MutinyServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServiceResponse;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.Iterator;
import org.flyte.platform.connect.probe.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HealthAndReflectionTest {
    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        channel = Wire.channel();
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void reportsHealthPerService() {
        var health = HealthGrpc.newBlockingStub(channel);

        assertThat(health.check(of("")).getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(of("probe.v1.Probe")).getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThatThrownBy(() -> health.check(of("no.Such"))).hasMessageContaining("NOT_FOUND");
    }

    @Test
    void sendsTheStatusWhenAWatchStarts() {
        Iterator<HealthCheckResponse> watch =
                HealthGrpc.newBlockingStub(channel).watch(of("no.Such"));

        assertThat(watch.next().getStatusValue()).isEqualTo(3);
    }

    @Test
    void listsServicesByReflection() {
        var request = ServerReflectionRequest.newBuilder().setListServices("*").build();

        var answer = MutinyServerReflectionGrpc.newMutinyStub(channel)
                .serverReflectionInfo(Multi.createFrom().item(request))
                .collect()
                .first()
                .await()
                .atMost(Duration.ofSeconds(10));

        assertThat(answer.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains("probe.v1.Probe", "grpc.health.v1.Health");
    }

    private static HealthCheckRequest of(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }
}
