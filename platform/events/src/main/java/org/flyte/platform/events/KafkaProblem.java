package org.flyte.platform.events;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Says in a line why Kafka cannot be used, and which key or command mends it. */
final class KafkaProblem {
    private KafkaProblem() {}

    static String describe(Throwable failure, KafkaConnection connection) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = switch (cause) {
                case SaslAuthenticationException e ->
                    "Kafka refuses the login: check flyte.events.sasl.mechanism, username and password: "
                            + e.getMessage();
                case SslAuthenticationException e ->
                    "the certificate of a Kafka broker is not trusted: check flyte.events.tls.ca-file: "
                            + e.getMessage();
                case AuthorizationException e ->
                    "Kafka denies what the service needs: grant it read, write and describe: " + e.getMessage();
                case UnknownTopicOrPartitionException _ ->
                    "the topic %s does not exist: create it, unless the brokers do so on first use"
                            .formatted(ActionEventRecord.TOPIC);
                case ConfigException e ->
                    "Kafka cannot be addressed: check flyte.events.bootstrap-servers: " + e.getMessage();
                default -> null;
            };
            if (known != null) {
                return known;
            }
        }
        return "%s does not answer: check flyte.events.bootstrap-servers and flyte.events.tls.enabled"
                .formatted(connection);
    }
}
