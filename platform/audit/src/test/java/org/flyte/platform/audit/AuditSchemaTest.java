package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.platform.audit.AuditEvent.Decision;
import org.junit.jupiter.api.Test;

/** docs/events/audit-record.schema.json describes what is written. */
class AuditSchemaTest {
    private static final Path SCHEMA = Path.of("../../docs/events/audit-record.schema.json");

    private final JsonObject schema = new JsonObject(Buffer.buffer(Files.readAllBytes(SCHEMA)));

    AuditSchemaTest() throws IOException {}

    @Test
    void namesEveryFieldAndNoOther() {
        AuditEvent event = TestEvents.event("alice");
        JsonObject full = json(TestEvents.event("alice", Optional.of(event.principal())), 7);

        assertThat(full.fieldNames()).isEqualTo(properties(schema).fieldNames());
        assertThat(json(event, 0).fieldNames()).isEqualTo(required(schema));
        for (String nested : Set.of("resource", "chain")) {
            JsonObject described = properties(schema).getJsonObject(nested);
            assertThat(full.getJsonObject(nested).fieldNames())
                    .isEqualTo(properties(described).fieldNames())
                    .isEqualTo(required(described));
        }
        JsonObject principal = schema.getJsonObject("$defs").getJsonObject("principal");
        assertThat(full.getJsonObject("principal").fieldNames())
                .isEqualTo(properties(principal).fieldNames())
                .isEqualTo(required(principal));
    }

    @Test
    void listsEveryVerbAndDecision() {
        assertThat(values("verb")).isEqualTo(names(Verb.values()));
        assertThat(values("decision")).isEqualTo(names(Decision.values()));
    }

    private Set<String> values(String field) {
        return strings(properties(schema).getJsonObject(field).getJsonArray("enum"));
    }

    private static Set<String> names(Enum<?>... values) {
        Set<String> names = new HashSet<>();
        Stream.of(values).map(value -> value.name().toLowerCase(Locale.ROOT)).forEach(names::add);
        return names;
    }

    private static JsonObject json(AuditEvent event, long dropped) {
        return new JsonObject(
                Buffer.buffer(AuditJson.write(event, new HashChain.Link("runs-service/1", 1, ""), dropped)));
    }

    private static JsonObject properties(JsonObject described) {
        return described.getJsonObject("properties");
    }

    private static Set<String> required(JsonObject described) {
        return strings(described.getJsonArray("required"));
    }

    private static Set<String> strings(JsonArray array) {
        Set<String> strings = new HashSet<>();
        array.forEach(value -> strings.add((String) value));
        return strings;
    }
}
