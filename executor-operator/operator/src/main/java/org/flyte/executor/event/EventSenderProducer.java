package org.flyte.executor.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.executor.config.ExecutorConfig;

/** The broker that events are sent to, if any. */
@ApplicationScoped
class EventSenderProducer {
    @Produces
    @ApplicationScoped
    EventSender sender(ExecutorConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
        return config.events().enabled()
                ? new KafkaEventSender(bootstrap)
                // Without a broker every event counts as acknowledged: phases are in the status only.
                : event -> CompletableFuture.completedFuture(null);
    }

    void close(@Disposes EventSender sender) {
        if (sender instanceof KafkaEventSender kafka) {
            kafka.close();
        }
    }
}
