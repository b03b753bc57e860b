package org.flyte.executor.plugins.connector.job.rule;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.idl.connector.TaskCategory;

/**
 * A job of a connector service: all that is needed to ask for it and to delete it, also after a restart.
 *
 * @param connector id of its endpoint
 * @param handle what the connector knows it by
 * @param connection what is sent with each call, with the names of secrets
 */
public record Job(
        String connector,
        TaskCategory category,
        ByteString handle,
        String outputPrefix,
        Instant createdAt,
        JobConnection connection) {
    /**
     * How a connector reaches the outside system.
     *
     * @param secrets by argument
     * @param configs by argument
     */
    public record JobConnection(String taskType, Map<String, SecretName> secrets, Map<String, String> configs) {
        public JobConnection {
            // In order, so that the same is always recorded in the same way.
            secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
            configs = Collections.unmodifiableMap(new TreeMap<>(configs));
        }
    }

    /** @param group or empty */
    public record SecretName(String group, String key) {}
}
