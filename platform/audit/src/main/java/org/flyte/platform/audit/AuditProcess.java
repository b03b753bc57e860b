package org.flyte.platform.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.model.Backoff;

/** Starts the writer with the process and ends it after the last call. */
@ApplicationScoped
public class AuditProcess {
    private final AuditConfig config;
    private final AuditQueue queue;
    private final Provider<KafkaConnection> kafka;
    private final MeterRegistry registry;
    private final String service;
    private AuditWriter writer;

    AuditProcess(
            AuditConfig config,
            AuditQueue queue,
            Provider<KafkaConnection> kafka,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.config = config;
        this.queue = queue;
        this.kafka = kafka;
        this.registry = registry;
        this.service = service;
    }

    @Produces
    @Singleton
    static AuditQueue queue(AuditConfig config) {
        if (config.queueSize() < 1) {
            throw new IllegalArgumentException("flyte.audit.queue-size must be at least 1");
        }
        return new AuditQueue(config.enabled() ? config.queueSize() : 1);
    }

    void start(@Observes StartupEvent event) {
        if (!config.enabled()) {
            return;
        }
        List<AuditSink> sinks = new ArrayList<>();
        if (config.log()) {
            sinks.add(new LogSink());
        }
        if (config.kafka()) {
            sinks.add(new KafkaSink(kafka.get(), service));
        }
        writer = new AuditWriter(
                queue,
                service + "/" + UUID.randomUUID(),
                sinks,
                Backoff.doubling(config.backoff(), config.maxBackoff()),
                config.closeTimeout(),
                registry);
        writer.start();
    }

    void stop(@Observes ShutdownEvent event) {
        if (writer != null) {
            writer.close();
        }
    }
}
