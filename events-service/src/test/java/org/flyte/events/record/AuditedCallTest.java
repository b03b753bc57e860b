package org.flyte.events.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.EventsProxyServiceGrpc.EventsProxyServiceBlockingStub;
import org.flyte.platform.events.CloudEventHeaders;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

/** A call of a running service in the audit topic. */
@QuarkusTest
@WithTestResource(RealKafka.class)
class AuditedCallTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String PLANTED = "planted-token";

    @GrpcClient("self")
    EventsProxyServiceBlockingStub events;

    @Test
    void isRecordedWithoutWhatItCarries() {
        String id = UUID.randomUUID().toString();
        Metadata headers = new Metadata();
        Map.of("x-request-id", id, "authorization", "Bearer " + PLANTED)
                .forEach((name, value) -> headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));

        assertThat(events.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                        .record(Given.request(
                                List.of(Given.event(Given.newRun(), "a0", ActionPhase.ACTION_PHASE_QUEUED)))))
                .isNotNull();

        ConsumerRecord<String, String> record = recordOf(id);
        JsonObject json = new JsonObject(record.value());
        assertThat(json.getString("service")).isEqualTo("flyteidl2.workflow.EventsProxyService");
        assertThat(json.getString("method")).isEqualTo("Record");
        assertThat(json.getString("code")).isEqualTo("ok");
        assertThat(json.getString("sourceIp")).isEqualTo("127.0.0.1");
        assertThat(json.getJsonObject("chain").getString("id")).isEqualTo(record.key());
        assertThat(record.value()).doesNotContain(PLANTED);
        CloudEventHeaders envelope = new CloudEventHeaders(record.headers());
        assertThat(envelope.read("ce_type")).isEqualTo("org.flyte.audit.v1");
        assertThat(envelope.read("ce_source")).isEqualTo("/events-service");
    }

    private static ConsumerRecord<String, String> recordOf(String requestId) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", RealKafka.bootstrapServers(),
                "group.id", UUID.randomUUID().toString(),
                "auto.offset.reset", "earliest");
        AtomicReference<ConsumerRecord<String, String>> found = new AtomicReference<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("flyte.audit-events"));
            await().atMost(TIMEOUT).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.value().contains(requestId)) {
                        found.set(record);
                    }
                });
                return found.get() != null;
            });
        }
        return found.get();
    }
}
