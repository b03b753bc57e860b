package org.flyte.executor.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.CompletableFuture;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.platform.events.KafkaConnection;

/** The broker that events are sent to, if any. */
@ApplicationScoped
class EventSenderProducer {
    @Produces
    @ApplicationScoped
    EventSender sender(ExecutorConfig config, Instance<KafkaConnection> connection) {
        return config.events().enabled()
                ? new KafkaEventSender(connection.get())
                // Without a broker every event counts as acknowledged: phases are in the status only.
                : event -> CompletableFuture.completedFuture(null);
    }

    void close(@Disposes EventSender sender) {
        if (sender instanceof KafkaEventSender kafka) {
            kafka.close();
        }
    }
}
