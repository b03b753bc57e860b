package org.flyte.executor.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.CompletableFuture;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.tracing.RunTracer;

/** The broker that events are sent to, if any. */
@ApplicationScoped
class EventSenderProducer {
    @Produces
    @ApplicationScoped
    EventSender sender(ExecutorConfig config, Instance<KafkaConnection> connection, RunTracer tracer) {
        return config.events().enabled()
                ? new TracedEventSender(new KafkaEventSender(connection.get()), tracer)
                // Without a broker every event counts as acknowledged: phases are in the status only.
                : (event, trace) -> CompletableFuture.completedFuture(null);
    }

    void close(@Disposes EventSender sender) {
        sender.close();
    }
}
