package org.flyte.executor.reconcile.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.flyte.crd.CacheSource;
import org.flyte.crd.ErrorState;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.PhaseLink;
import org.flyte.crd.TaskActionStatus;

/**
 * The merge patch from one status to the next: only what changed, and only if nobody else has changed the object. Written
 * field by field, without reflection: there is one for each phase of each action.
 *
 * @param meta of the object as read
 */
record StatusPatch(TaskActionStatus before, TaskActionStatus after, ObjectMeta meta) {
    private static final JsonFactory JSON = new JsonFactory();

    String toJson() {
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeObjectFieldStart("metadata");
            json.writeStringField("uid", meta.getUid());
            json.writeStringField("resourceVersion", meta.getResourceVersion());
            json.writeEndObject();
            json.writeObjectFieldStart("status");
            new Fields(json).write(before, after);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** A field that is absent is null; so are an empty text, an empty list and, where it is the default, zero. */
    private record Fields(JsonGenerator json) {
        void write(TaskActionStatus before, TaskActionStatus after) throws IOException {
            text("phase", before.phase, after.phase);
            number("attempts", before.attempts, after.attempts);
            number("podTries", before.podTries, after.podTries);
            number("systemFailures", before.systemFailures, after.systemFailures);
            time("notBefore", before.notBefore, after.notBefore);
            text("outputUri", before.outputUri, after.outputUri);
            number("cacheStatus", before.cacheStatus, after.cacheStatus);
            source(before.cacheSource, after.cacheSource);
            error(before.errorState, after.errorState);
            history(before.phaseHistory, after.phaseHistory);
            conditions(before.conditions, after.conditions);
            bytes("signalValue", before.signalValue, after.signalValue);
            text("signalledBy", before.signalledBy, after.signalledBy);
            time("signalledAt", before.signalledAt, after.signalledAt);
            text("pluginState", before.pluginState, after.pluginState);
            text("pluginStateTry", before.pluginStateTry, after.pluginStateTry);
        }

        private void text(String field, String before, String after) throws IOException {
            if (isEmpty(before) ? !isEmpty(after) : !before.equals(after)) {
                json.writeStringField(field, isEmpty(after) ? null : after);
            }
        }

        private void number(String field, int before, int after) throws IOException {
            if (before != after) {
                if (after == 0) {
                    json.writeNullField(field);
                } else {
                    json.writeNumberField(field, after);
                }
            }
        }

        private void time(String field, Instant before, Instant after) throws IOException {
            if (!Objects.equals(before, after)) {
                json.writeStringField(field, after == null ? null : after.toString());
            }
        }

        private void bytes(String field, byte[] before, byte[] after) throws IOException {
            if (!Arrays.equals(before, after)) {
                if (after == null) {
                    json.writeNullField(field);
                } else {
                    json.writeBinaryField(field, after);
                }
            }
        }

        private void source(CacheSource before, CacheSource after) throws IOException {
            if (before == after) {
                return;
            }
            if (after == null) {
                json.writeNullField("cacheSource");
                return;
            }
            json.writeObjectFieldStart("cacheSource");
            CacheSource old = before == null ? new CacheSource() : before;
            text("project", old.project, after.project);
            text("domain", old.domain, after.domain);
            text("runName", old.runName, after.runName);
            text("actionName", old.actionName, after.actionName);
            number("attempt", old.attempt, after.attempt);
            json.writeEndObject();
        }

        private void error(ErrorState before, ErrorState after) throws IOException {
            if (before == after) {
                return;
            }
            if (after == null) {
                json.writeNullField("errorState");
                return;
            }
            json.writeObjectFieldStart("errorState");
            ErrorState old = before == null ? new ErrorState() : before;
            text("code", old.code, after.code);
            text("kind", old.kind, after.kind);
            text("message", old.message, after.message);
            json.writeEndObject();
        }

        /** Entries never change once they are in a history. */
        private void history(List<PhaseEntry> before, List<PhaseEntry> after) throws IOException {
            if (before.equals(after)) {
                return;
            }
            if (after.isEmpty()) {
                json.writeNullField("phaseHistory");
                return;
            }
            json.writeArrayFieldStart("phaseHistory");
            for (PhaseEntry entry : after) {
                json.writeStartObject();
                text("phase", null, entry.phase);
                json.writeNumberField("attempt", entry.attempt);
                number("podTry", 0, entry.podTry);
                number("version", 0, entry.version);
                time("occurredAt", null, entry.occurredAt);
                text("message", null, entry.message);
                text("code", null, entry.code);
                text("kind", null, entry.kind);
                text("podName", null, entry.podName);
                text("objectName", null, entry.objectName);
                links(entry.links);
                number("cacheStatus", 0, entry.cacheStatus);
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        private void links(List<PhaseLink> links) throws IOException {
            if (links.isEmpty()) {
                return;
            }
            json.writeArrayFieldStart("links");
            for (PhaseLink link : links) {
                json.writeStartObject();
                text("name", null, link.name);
                text("uri", null, link.uri);
                text("kind", null, link.kind);
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        private void conditions(List<Condition> before, List<Condition> after) throws IOException {
            if (before.equals(after)) {
                return;
            }
            if (after.isEmpty()) {
                json.writeNullField("conditions");
                return;
            }
            json.writeArrayFieldStart("conditions");
            for (Condition condition : after) {
                json.writeStartObject();
                text("lastTransitionTime", null, condition.getLastTransitionTime());
                text("message", null, condition.getMessage());
                if (condition.getObservedGeneration() != null) {
                    json.writeNumberField("observedGeneration", condition.getObservedGeneration());
                }
                text("reason", null, condition.getReason());
                text("status", null, condition.getStatus());
                text("type", null, condition.getType());
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        private static boolean isEmpty(String text) {
            return text == null || text.isEmpty();
        }
    }
}
