package org.flyte.events.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.flyte.idl.workflow.EventsProxyServiceGrpc;
import org.flyte.idl.workflow.RecordResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers are told at once what to do while the broker is unavailable, and nothing grows meanwhile. */
@QuarkusTest
@WithTestResource(RealKafka.class)
class BrokerOutageTest {
    @GrpcClient("self")
    Channel channel;

    @TestHTTPResource(management = true)
    URI management;

    @Inject
    PendingEvents pending;

    @Inject
    MeterRegistry meters;

    private final RunKey run = Given.newRun();

    @AfterEach
    void endTheOutage() {
        RealKafka.startBroker();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> record(1));
    }

    @Test
    void answersUnavailableDuringAnOutageAndServesAgainAfterIt() {
        record(1);
        RealKafka.stopBroker();

        assertThat(refusal(1)).satisfies(status -> {
            assertThat(status.getCode()).isEqualTo(Code.UNAVAILABLE);
            assertThat(status.getDescription()).contains("Kafka", "again").doesNotContain("\n", "[");
        });
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(status("/q/health/ready")).isEqualTo(503));
        assertThat(status("/q/health/live")).isEqualTo(200);

        RealKafka.startBroker();

        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> record(3));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(status("/q/health/ready")).isEqualTo(200));
        await().atMost(Duration.ofSeconds(30)).until(() -> pending.events() == 0);
        assertThat(new TopicReader(run).read(4)).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void answersResourceExhaustedOnAFullBufferAndUnavailableOnceNothingIsAcknowledged() throws Exception {
        record(1);
        double full = meters.counter("flyte.events.refused", "reason", "full").count();
        RealKafka.stopBroker();

        List<ListenableFuture<RecordResponse>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(EventsProxyServiceGrpc.newFutureStub(channel).record(Given.request(Given.events(run, 400))));
        }
        List<Status.Code> codes = new ArrayList<>();
        for (ListenableFuture<RecordResponse> call : calls) {
            try {
                call.get();
                codes.add(Code.OK);
            } catch (ExecutionException e) {
                codes.add(((StatusRuntimeException) e.getCause()).getStatus().getCode());
            }
        }

        assertThat(codes)
                .as("two calls fit into 1000 events")
                .containsExactlyInAnyOrder(
                        Code.UNAVAILABLE, Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED, Code.RESOURCE_EXHAUSTED);
        assertThat(meters.counter("flyte.events.refused", "reason", "full").count() - full)
                .isEqualTo(2);
        assertThat(pending.events()).isLessThanOrEqualTo(800);
        RealKafka.startBroker();
        await().atMost(Duration.ofSeconds(60)).until(() -> pending.events() == 0);
    }

    private int status(String path) {
        return new HttpPages(management.getPort()).get(path).statusCode();
    }

    private void record(int events) {
        assertThat(EventsProxyServiceGrpc.newBlockingStub(channel).record(Given.request(Given.events(run, events))))
                .isNotNull();
    }

    private Status refusal(int events) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> record(events))
                .getStatus();
    }
}
