package org.flyte.executor.plugins.connector.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugins.connector.job.rule.Job;
import org.flyte.executor.plugins.connector.job.rule.Job.JobConnection;
import org.flyte.executor.plugins.connector.job.rule.Job.SecretName;
import org.flyte.idl.connector.TaskCategory;

/**
 * What is recorded of a job, as JSON: no values of secrets.
 *
 * @param runningSince empty before it runs
 * @param ended whether the connector has said how it ended, so that it is never deleted
 */
record RecordedJob(Job job, Optional<Instant> runningSince, boolean ended) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;

    static RecordedJob created(Job job) {
        return new RecordedJob(job, Optional.empty(), false);
    }

    /** Whether there is room to record it. */
    boolean fits() {
        // With the longest end that it may get.
        String longest = new RecordedJob(job, Optional.of(job.createdAt()), true).toJson();
        return longest.getBytes(StandardCharsets.UTF_8).length <= Details.MAX_STATE_BYTES;
    }

    String toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("version", VERSION)
                .put("connector", job.connector())
                .put("taskType", job.category().getName())
                .put("taskTypeVersion", job.category().getVersion())
                .put("handle", Base64.getEncoder().encodeToString(job.handle().toByteArray()))
                .put("outputPrefix", job.outputPrefix())
                .put("createdAt", job.createdAt().toString());
        JobConnection connection = job.connection();
        ObjectNode recorded = json.putObject("connection").put("taskType", connection.taskType());
        ObjectNode secrets = recorded.putObject("secrets");
        connection
                .secrets()
                .forEach((argument, secret) ->
                        secrets.putObject(argument).put("group", secret.group()).put("key", secret.key()));
        ObjectNode configs = recorded.putObject("configs");
        connection.configs().forEach(configs::put);
        runningSince.ifPresent(since -> json.put("runningSince", since.toString()));
        if (ended) {
            json.put("ended", true);
        }
        return json.toString();
    }

    /** Empty when it is none. */
    static Optional<RecordedJob> read(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException when it is none */
    static RecordedJob parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.path("version").asInt() != VERSION) {
                throw new IllegalArgumentException("it has the version " + json.path("version"));
            }
            Job job = new Job(
                    json.path("connector").asText(),
                    TaskCategory.newBuilder()
                            .setName(json.path("taskType").asText())
                            .setVersion(json.path("taskTypeVersion").asInt())
                            .build(),
                    ByteString.copyFrom(
                            Base64.getDecoder().decode(json.path("handle").asText())),
                    json.path("outputPrefix").asText(),
                    Instant.parse(json.path("createdAt").asText()),
                    connection(json.path("connection")));
            return new RecordedJob(
                    job,
                    Optional.ofNullable(json.get("runningSince")).map(since -> Instant.parse(since.asText())),
                    json.path("ended").asBoolean());
        } catch (JsonProcessingException | DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static JobConnection connection(JsonNode json) {
        Map<String, SecretName> secrets = new HashMap<>();
        json.path("secrets")
                .properties()
                .forEach(entry -> secrets.put(
                        entry.getKey(),
                        new SecretName(
                                entry.getValue().path("group").asText(),
                                entry.getValue().path("key").asText())));
        Map<String, String> configs = new HashMap<>();
        json.path("configs")
                .properties()
                .forEach(entry -> configs.put(entry.getKey(), entry.getValue().asText()));
        return new JobConnection(json.path("taskType").asText(), secrets, configs);
    }
}
