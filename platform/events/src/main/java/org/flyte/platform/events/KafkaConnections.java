package org.flyte.platform.events;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** Makes the configured connection, for clients of our own and for channels with {@code kafka-configuration=flyte-events}. */
@ApplicationScoped
class KafkaConnections {
    @Produces
    @Singleton
    KafkaConnection connection(EventsConfig config) {
        return KafkaConnection.of(config);
    }

    @Produces
    @Singleton
    @Identifier("flyte-events")
    Map<String, Object> settings(KafkaConnection connection) {
        return connection.settings();
    }
}
