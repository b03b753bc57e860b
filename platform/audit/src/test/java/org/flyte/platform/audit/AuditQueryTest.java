package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

class AuditQueryTest {
    private final KafkaConnection kafka = KafkaConnection.plain(RealKafka.bootstrapServers());

    @Test
    void findsWhatWasWrittenAndFollowsItsChain() throws Exception {
        String name = "alice-" + UUID.randomUUID();
        List<AuditSink.Entry> entries = new ArrayList<>();
        String id = "test/" + UUID.randomUUID();
        HashChain chain = new HashChain(id);
        for (int i = 0; i < 20; i++) {
            byte[] json = AuditJson.write(TestEvents.event(i % 2 == 0 ? name : "bob"), chain.next(), 0);
            chain.add(json);
            entries.add(new AuditSink.Entry("id" + i, id, json));
        }
        try (KafkaSink sink = new KafkaSink(kafka, "test")) {
            sink.write(entries);
            sink.write(entries.subList(10, 20));
        }

        AuditQuery query = new AuditQuery(kafka, AuditFilter.of(List.of("--principal", name), Instant.now()));
        List<String> lines = execute(query);

        assertThat(lines)
                .hasSize(15)
                .allSatisfy(line -> assertThat(
                                new JsonObject(line).getJsonObject("chain").getString("id"))
                        .isEqualTo(id));
        assertThat(query.check().findings()).isEmpty();
        assertThat(query.check().records()).isGreaterThanOrEqualTo(30);
    }

    @Test
    void readsNothingFromTheFuture() {
        AuditFilter later = AuditFilter.of(List.of("--since", "2100-01-01T00:00:00Z"), Instant.now());

        assertThat(execute(new AuditQuery(kafka, later))).isEmpty();
    }

    private static List<String> execute(AuditQuery query) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        query.execute(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
