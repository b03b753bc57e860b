package org.flyte.events.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.flyte.idl.workflow.ActionEvent;
import org.junit.jupiter.api.Test;

/** {@code docs/events} is generated from the code; {@code -Dasyncapi.update=true} regenerates it. */
class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("../docs/events/asyncapi.json");
    private static final Path SCHEMA = Path.of("../docs/events/action_event.proto");
    private static final String STALE =
            "stale: run mvn -pl events-service test -Dtest=AsyncApiTest -Dasyncapi.update=true";

    @Test
    void committedDocumentEqualsTheGeneratedOne() throws IOException {
        checkOrUpdate(DOCUMENT, AsyncApiDocument.text());
    }

    @Test
    void committedSchemaEqualsTheGeneratedOne() throws IOException {
        checkOrUpdate(SCHEMA, new ProtoSchema(ActionEvent.getDescriptor()).text());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        String text = AsyncApiDocument.text();
        JsonObject document = new JsonObject(text);
        List<String> references = Pattern.compile("\"\\$ref\"\\s*:\\s*\"#/([^\"]+)\"")
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();

        assertThat(references).hasSizeGreaterThanOrEqualTo(6).allSatisfy(reference -> {
            JsonObject at = document;
            for (String step : reference.split("/", -1)) {
                at = at.getJsonObject(step);
                assertThat(at).as(reference).isNotNull();
            }
        });
    }

    private static void checkOrUpdate(Path file, String generated) throws IOException {
        if (Boolean.getBoolean("asyncapi.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }

        assertThat(Files.readString(file)).as(STALE).isEqualTo(generated);
    }
}
