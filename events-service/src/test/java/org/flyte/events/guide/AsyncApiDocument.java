package org.flyte.events.guide;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.DeadLetter;

/** The AsyncAPI 3 document of the event stream: topics, headers and schema are read off records and descriptors. */
final class AsyncApiDocument {
    private static final String BINDING = "0.5.0";
    private static final Map<String, String> ABOUT = Map.ofEntries(
            Map.entry("ce_specversion", "Version of CloudEvents."),
            Map.entry(
                    "ce_id",
                    "project/domain/run/action/attempt/PHASE/version. The same event has the same id however often it is"
                            + " sent: skip those that were seen."),
            Map.entry("ce_source", "Who reported the phase."),
            Map.entry("ce_type", "Kind of event. Skip kinds that are not known."),
            Map.entry("ce_subject", "project/domain/run/action."),
            Map.entry("ce_time", "When the phase began; absent when it is not known."),
            Map.entry("content-type", "Media type of the payload."),
            Map.entry("traceparent", "W3C trace context, when there is one."),
            Map.entry("flyte-dlq-cause", "Why the record could not be processed, one line."),
            Map.entry("flyte-dlq-topic", "Topic that the record was read from."),
            Map.entry("flyte-dlq-partition", "Its partition there."),
            Map.entry("flyte-dlq-offset", "Its offset there."));

    private AsyncApiDocument() {}

    static String text() {
        return document().encodePrettily() + "\n";
    }

    private static JsonObject document() {
        return new JsonObject()
                .put("asyncapi", "3.0.0")
                .put(
                        "info",
                        new JsonObject()
                                .put("title", "Flyte action events")
                                .put("version", "1.0.0")
                                .put(
                                        "description",
                                        "Every phase of every action of every run. Generated from the code; the guide is"
                                                + " docs/consuming-events.md.")
                                .put("license", new JsonObject().put("name", "Apache-2.0")))
                .put("defaultContentType", "application/protobuf")
                .put(
                        "servers",
                        new JsonObject()
                                .put(
                                        "kafka",
                                        new JsonObject()
                                                .put("host", "localhost:9092")
                                                .put("protocol", "kafka")
                                                .put("description", "What flyte.events.bootstrap-servers names.")))
                .put(
                        "channels",
                        new JsonObject()
                                .put(
                                        "actionEvents",
                                        channel(
                                                ActionEventRecord.TOPIC,
                                                "actionEvent",
                                                "One record for each phase change."))
                                .put(
                                        "deadLetters",
                                        channel(
                                                DeadLetter.TOPIC,
                                                "deadLetter",
                                                "Records of the event topic that runs-service could not process.")))
                .put(
                        "operations",
                        new JsonObject()
                                .put(
                                        "publishActionEvents",
                                        send(
                                                "actionEvents",
                                                "actionEvent",
                                                "executor-operator and events-service publish phases."))
                                .put(
                                        "setAside",
                                        send(
                                                "deadLetters",
                                                "deadLetter",
                                                "runs-service sets records aside that it cannot process.")))
                .put(
                        "components",
                        new JsonObject()
                                .put(
                                        "messages",
                                        new JsonObject()
                                                .put("actionEvent", actionEvent())
                                                .put("deadLetter", deadLetter())));
    }

    private static JsonObject channel(String topic, String message, String about) {
        return new JsonObject()
                .put("address", topic)
                .put("description", about)
                .put("messages", new JsonObject().put(message, reference("#/components/messages/" + message)))
                .put("bindings", kafka(new JsonObject().put("topic", topic)));
    }

    private static JsonObject send(String channel, String message, String about) {
        return new JsonObject()
                .put("action", "send")
                .put("summary", about)
                .put("channel", reference("#/channels/" + channel))
                .put(
                        "messages",
                        new JsonArray().add(reference("#/channels/%s/messages/%s".formatted(channel, message))));
    }

    private static JsonObject actionEvent() {
        ProducerRecord<String, ActionEvent> full = EventSamples.fullRecord();
        Headers always = EventSamples.smallestRecord().headers();
        JsonObject headers = headers(full.headers(), always);
        JsonObject properties = headers.getJsonObject("properties");
        for (String fixed : new String[] {"ce_specversion", "ce_type", "content-type"}) {
            properties.getJsonObject(fixed).put("const", value(full.headers(), fixed));
        }
        properties
                .getJsonObject("ce_source")
                .put("enum", new JsonArray().add(ActionEventRecord.OPERATOR).add(ActionEventRecord.EVENTS_SERVICE));
        properties.getJsonObject("ce_time").put("format", "date-time");
        return new JsonObject()
                .put("name", value(full.headers(), "ce_type"))
                .put("title", "Phase of an action")
                .put("contentType", value(full.headers(), "content-type"))
                .put("headers", headers)
                .put("payload", protobuf())
                .put("bindings", key())
                .put("examples", new JsonArray().add(example(full)));
    }

    private static JsonObject deadLetter() {
        ProducerRecord<String, byte[]> letter = EventSamples.deadLetter();
        JsonObject headers = new JsonObject();
        for (Header header : letter.headers()) {
            if (header.key().startsWith("flyte-dlq-")) {
                headers.put(header.key(), property(header));
            }
        }
        return new JsonObject()
                .put("name", "deadLetter")
                .put("title", "Record that could not be processed")
                .put("description", "Key, payload and headers are those of the original, whatever they are.")
                .put("contentType", "application/octet-stream")
                .put(
                        "headers",
                        new JsonObject()
                                .put("type", "object")
                                .put(
                                        "required",
                                        new JsonArray(headers.fieldNames().stream()
                                                .sorted()
                                                .toList()))
                                .put("properties", headers))
                .put("bindings", key());
    }

    private static JsonObject headers(Headers full, Headers always) {
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        for (Header header : full) {
            properties.put(header.key(), property(header));
            if (always.lastHeader(header.key()) != null) {
                required.add(header.key());
            }
        }
        return new JsonObject().put("type", "object").put("required", required).put("properties", properties);
    }

    private static JsonObject property(Header header) {
        String about = ABOUT.get(header.key());
        if (about == null) {
            throw new IllegalStateException("the header " + header.key() + " has no description");
        }
        return new JsonObject()
                .put("type", "string")
                .put("description", about)
                .put("examples", new JsonArray().add(text(header)));
    }

    private static JsonObject protobuf() {
        return new JsonObject()
                .put("schemaFormat", "application/vnd.google.protobuf;version=3")
                .put("schema", new ProtoSchema(ActionEvent.getDescriptor()).text());
    }

    private static JsonObject key() {
        return kafka(new JsonObject()
                .put(
                        "key",
                        new JsonObject()
                                .put("type", "string")
                                .put("description", "project/domain/run: all events of a run are in one partition.")
                                .put(
                                        "examples",
                                        new JsonArray()
                                                .add(EventSamples.fullRecord().key()))));
    }

    private static JsonObject example(ProducerRecord<String, ActionEvent> entry) {
        JsonObject headers = new JsonObject();
        entry.headers().forEach(header -> headers.put(header.key(), text(header)));
        try {
            return new JsonObject()
                    .put("name", "failure")
                    .put("summary", "The payload in the JSON form of protobuf; on the wire it is binary.")
                    .put("headers", headers)
                    .put("payload", new JsonObject(JsonFormat.printer().print(entry.value())));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject kafka(JsonObject binding) {
        return new JsonObject().put("kafka", binding.put("bindingVersion", BINDING));
    }

    private static JsonObject reference(String target) {
        return new JsonObject().put("$ref", target);
    }

    private static String value(Headers headers, String name) {
        return text(headers.lastHeader(name));
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
