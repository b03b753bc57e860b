package org.flyte.executor.pool.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.flyte.executor.pool.rule.End;

/** Translates the messages of supervisors. */
final class Messages {
    private static final int PROTOCOL = 1;
    private static final int MAX_TEXT = 8 * 1024;
    private static final int MAX_RUNNING = 10_000;

    private Messages() {}

    /** Empty when it is none of a protocol that is known. */
    static Optional<Hello> hello(JsonNode message) {
        if (!"hello".equals(text(message, "type")) || message.path("protocol").asInt() != PROTOCOL) {
            return Optional.empty();
        }
        Set<String> running = new HashSet<>();
        for (JsonNode id : message.path("running")) {
            if (running.size() < MAX_RUNNING) {
                running.add(id.asText());
            }
        }
        return Optional.of(new Hello(
                text(message, "pool"),
                text(message, "pod"),
                text(message, "uid"),
                text(message, "token"),
                running,
                state(message)));
    }

    /** @throws IllegalArgumentException when a field is wrong */
    static void deliver(JsonNode message, SupervisorListener listener) {
        String id = text(message, "id");
        switch (text(message, "type")) {
            case "state" -> listener.state(state(message));
            case "accept" -> listener.accepted(id);
            case "refuse" -> listener.refused(id);
            case "started" -> listener.started(id);
            case "ended" -> listener.ended(id, end(message), log(message));
            case "restarted" -> listener.restarted(text(message, "reason"));
            // Others only show that the supervisor is there.
            default -> {}
        }
    }

    private static WorkerState state(JsonNode message) {
        String unusable = text(message, "unusable");
        return new WorkerState(message.path("ready").asBoolean(), unusable.isEmpty() ? null : unusable);
    }

    private static End end(JsonNode message) {
        return new End(
                End.Outcome.valueOf(outcome(message)),
                message.path("code").asInt(),
                text(message, "message"),
                text(message, "tail"));
    }

    private static String outcome(JsonNode message) {
        String outcome = text(message, "outcome").toUpperCase(Locale.ROOT);
        return outcome.equals("CANCELLED") ? "ABORTED" : outcome;
    }

    private static byte[] log(JsonNode message) {
        return message.hasNonNull("log")
                ? Base64.getDecoder().decode(message.get("log").asText())
                : null;
    }

    private static String text(JsonNode message, String field) {
        String text = message.path(field).asText("");
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
