package org.flyte.events.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.idl.workflow.EventsProxyServiceGrpc.EventsProxyServiceBlockingStub;
import org.flyte.idl.workflow.RecordRequest;
import org.flyte.platform.events.CloudEventHeaders;
import org.flyte.platform.events.ReceivedEvent;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Record on a real broker. */
@QuarkusTest
@WithTestResource(RealKafka.class)
class RecordTest {
    @GrpcClient("self")
    EventsProxyServiceBlockingStub events;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @TestHTTPResource(management = true)
    URI management;

    @Inject
    PendingEvents pending;

    @Inject
    MeterRegistry meters;

    private final RunKey run = Given.newRun();

    @Test
    void publishesEventsInOrderWithKeyAndEnvelope() {
        List<ActionEvent> sent = List.of(
                Given.event(run, "a0", ActionPhase.ACTION_PHASE_QUEUED),
                Given.event(run, "a0", ActionPhase.ACTION_PHASE_RUNNING),
                Given.event(run, "a0", ActionPhase.ACTION_PHASE_SUCCEEDED));

        assertThat(events.record(Given.request(sent))).isNotNull();

        List<ConsumerRecord<String, ReceivedEvent>> received = new TopicReader(run).read(sent.size());
        assertThat(received)
                .extracting(ConsumerRecord::value)
                .containsExactlyElementsOf(sent.stream()
                        .<ReceivedEvent>map(ReceivedEvent.Valid::new)
                        .toList());
        CloudEventHeaders headers = new CloudEventHeaders(received.getFirst().headers());
        assertThat(headers.read("ce_specversion")).isEqualTo("1.0");
        assertThat(headers.read("ce_id")).isEqualTo(run + "/a0/1/QUEUED/0");
        assertThat(headers.read("ce_source")).isEqualTo("/events-service");
        assertThat(headers.read("ce_type")).isEqualTo("org.flyte.action.phase");
        assertThat(headers.read("ce_subject")).isEqualTo(run + "/a0");
        assertThat(headers.read("ce_time")).isEqualTo("2026-09-21T14:13:20Z");
        assertThat(headers.read("content-type")).isEqualTo("application/protobuf");
        assertThat(received.getFirst().timestamp()).isEqualTo(1_790_000_000_000L);
    }

    @Test
    void recordsBatchesOfManyCallersWhole() {
        double before = meters.counter("flyte.events.recorded").count();

        IntStream.range(0, 20)
                .parallel()
                .forEach(caller -> assertThat(events.record(Given.request(Given.events(run, 100))))
                        .isNotNull());

        assertThat(new TopicReader(run).read(2_000)).hasSize(2_000);
        assertThat(meters.counter("flyte.events.recorded").count() - before).isGreaterThanOrEqualTo(2_000);
        assertThat(pending.events()).isZero();
        assertThat(pending.bytes()).isZero();
    }

    @Test
    void keepsTheOrderOfEachCallerAmongMany() {
        int callers = 8;
        int calls = 5;
        int versions = 100;

        IntStream.range(0, callers)
                .parallel()
                .forEach(caller -> IntStream.range(0, calls)
                        .forEach(call -> assertThat(events.record(Given.request(IntStream.range(0, versions)
                                        .mapToObj(version -> Given.running(run).toBuilder()
                                                .setId(run.action("c" + caller).toProto())
                                                .setVersion(call * versions + version)
                                                .build())
                                        .toList())))
                                .isNotNull()));

        Map<String, List<Integer>> received = new TopicReader(run)
                .read(callers * calls * versions).stream()
                        .map(entry -> ((ReceivedEvent.Valid) entry.value()).event())
                        .collect(Collectors.groupingBy(
                                event -> event.getId().getName(),
                                Collectors.mapping(ActionEvent::getVersion, Collectors.toList())));
        assertThat(received)
                .hasSize(callers)
                .allSatisfy((action, order) -> assertThat(order)
                        .as(action)
                        .containsExactlyElementsOf(
                                IntStream.range(0, calls * versions).boxed().toList()));
    }

    @Test
    void acceptsNoEvents() {
        assertThat(events.record(Given.request())).isNotNull();
    }

    @Test
    void recordsNothingOfABatchWithABadEvent() {
        ActionEvent bad = Given.running(run).toBuilder().setAttempt(0).build();

        refuses(Given.request(Given.running(run), bad), "events.1.attempt must be at least 1");

        events.record(Given.request(Given.event(run, "a0", ActionPhase.ACTION_PHASE_SUCCEEDED)));
        assertThat(new TopicReader(run).read(1)).hasSize(1);
    }

    static Stream<Arguments> badEvents() {
        return Stream.of(
                bad("events.0.id is required", event -> event.clearId()),
                bad("events.0.id.run is required", event -> {
                    event.getIdBuilder().clearRun();
                    return event;
                }),
                bad("events.0.id.run.project is required", event -> {
                    event.getIdBuilder().getRunBuilder().clearProject();
                    return event;
                }),
                bad("events.0.id.run.name must not contain a slash", event -> {
                    event.getIdBuilder().getRunBuilder().setName("a/b");
                    return event;
                }),
                bad("events.0.id.name must not contain a NUL character", event -> {
                    event.getIdBuilder().setName("nul\0");
                    return event;
                }),
                bad("events.0.phase is required", ActionEvent.Builder::clearPhase),
                bad("events.0.phase is required", event -> event.setPhaseValue(99)),
                bad("events.0.attempt must be at most 10000", event -> event.setAttempt(2_000_000_000)),
                bad("events.0.version must be at most", event -> event.setVersion(-1)),
                bad("events.0.cache_status", event -> event.setCacheStatusValue(4711)),
                bad(
                        "bytes, at most 921600 are accepted",
                        event -> event.setErrorInfo(ErrorInfo.newBuilder().setMessage("x".repeat(1_000_000)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badEvents")
    void refusesABadEventWithItsField(String message, UnaryOperator<ActionEvent.Builder> change) {
        refuses(Given.request(change.apply(Given.running(run).toBuilder()).build()), message);
    }

    @Test
    void refusesMoreEventsThanACallMayHave() {
        refuses(
                Given.request(Given.events(run, 501)),
                "events has 501 elements, at most 500 are accepted in one call; send them in smaller batches");
    }

    @Test
    void isReadyAndServesMetricsAndConnect() {
        HttpPages pages = new HttpPages(management.getPort());

        assertThat(pages.get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(pages.get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(new HttpPages(port)
                        .postJson("/flyteidl2.workflow.EventsProxyService/Record", """
                                {"events": [{
                                  "id": {"run": {"project": "p", "domain": "d", "name": "%s"}, "name": "a0"},
                                  "attempt": 1,
                                  "phase": "ACTION_PHASE_RUNNING"
                                }]}
                                """.formatted(run.name()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(pages.get("/q/metrics").body())
                .contains("flyte_events_recorded_total", "flyte_events_pending ", "flyte_events_publish_seconds_count");
    }

    private static Arguments bad(String message, UnaryOperator<ActionEvent.Builder> change) {
        return Arguments.of(message, change);
    }

    private void refuses(RecordRequest request, String message) {
        assertThatThrownBy(() -> events.record(request))
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
                    assertThat(failure.getStatus().getCode())
                            .as(failure.getMessage())
                            .isEqualTo(Code.INVALID_ARGUMENT);
                    assertThat(failure.getStatus().getDescription())
                            .contains(message)
                            .doesNotContain("\n", "[");
                });
    }
}
