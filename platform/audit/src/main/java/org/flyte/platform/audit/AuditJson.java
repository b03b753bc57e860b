package org.flyte.platform.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The record of an event as JSON in UTF-8; its fields and their order are a contract, see docs/behaviour/audit.md. */
final class AuditJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_SIZE = 1024;

    private AuditJson() {}

    /**
     * Writes an event.
     *
     * @param dropped how many records are missing before this one because the queue was full
     */
    static byte[] write(AuditEvent event, HashChain.Link link, long dropped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", event.id().toString());
            json.writeStringField("time", event.time().toString());
            json.writeStringField("service", event.service());
            json.writeStringField("method", event.method());
            json.writeStringField("verb", lower(event.verb()));
            json.writeStringField("decision", lower(event.decision()));
            json.writeStringField("rule", event.rule());
            json.writeStringField("code", event.code());
            principal(json, "principal", event.principal());
            if (event.onBehalfOf().isPresent()) {
                principal(json, "onBehalfOf", event.onBehalfOf().get());
            }
            resource(json, event.resource());
            json.writeStringField("requestId", event.requestId());
            json.writeStringField("traceId", event.traceId());
            json.writeStringField("sourceIp", event.sourceIp());
            json.writeStringField("userAgent", event.userAgent());
            json.writeNumberField("durationMicros", event.duration().toNanos() / 1000);
            if (dropped > 0) {
                json.writeNumberField("droppedBefore", dropped);
            }
            chain(json, link);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void principal(JsonGenerator json, String field, AuditEvent.Principal principal) throws IOException {
        texts(
                json,
                field,
                "kind",
                principal.kind(),
                "issuer",
                principal.issuer(),
                "subject",
                principal.subject(),
                "name",
                principal.name());
    }

    private static void resource(JsonGenerator json, AuditEvent.Resource resource) throws IOException {
        texts(
                json,
                "resource",
                "type",
                resource.type(),
                "project",
                resource.project(),
                "domain",
                resource.domain(),
                "name",
                resource.name());
    }

    /** An object of texts: name, value, name, value. */
    private static void texts(JsonGenerator json, String field, String... texts) throws IOException {
        json.writeObjectFieldStart(field);
        for (int i = 0; i < texts.length; i += 2) {
            json.writeStringField(texts[i], texts[i + 1]);
        }
        json.writeEndObject();
    }

    private static void chain(JsonGenerator json, HashChain.Link link) throws IOException {
        json.writeObjectFieldStart("chain");
        json.writeStringField("id", link.chain());
        json.writeNumberField("sequence", link.sequence());
        json.writeStringField("previous", link.previous());
        json.writeEndObject();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
