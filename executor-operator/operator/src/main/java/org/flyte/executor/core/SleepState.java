package org.flyte.executor.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;

/** When a try began to sleep, and for how long: kept as JSON, so that a restart does not begin anew. */
record SleepState(Instant startedAt, Duration duration) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;

    Details toDetails() {
        return Details.state(JSON.createObjectNode()
                .put("version", VERSION)
                .put("startedAt", startedAt.toString())
                .put("duration", duration.toString())
                .toString());
    }

    /** How the try stands: it runs until it has slept, and is complete then. */
    static Report report(String state, Instant now, Report.Completed completed) {
        SleepState sleep;
        try {
            sleep = parse(state);
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            String message = "the recorded state cannot be read: " + e.getMessage();
            return Report.Failed.of(new Failure("CorruptedPluginState", Failure.Kind.SYSTEM, false, message), now);
        }
        Instant end = sleep.startedAt.plus(sleep.duration);
        return end.isAfter(now)
                ? new Report.Active(Report.Phase.RUNNING, "", sleep.startedAt, end, Details.NONE)
                : new Report.Completed(sleep.startedAt, completed.outputs(), Details.NONE);
    }

    private static SleepState parse(String state) throws JsonProcessingException {
        JsonNode json = JSON.readTree(state);
        if (json.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("it has the version " + json.path("version"));
        }
        return new SleepState(
                Instant.parse(json.path("startedAt").asText()),
                Duration.parse(json.path("duration").asText()));
    }
}
