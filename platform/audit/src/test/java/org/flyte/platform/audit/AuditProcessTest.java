package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class AuditProcessTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void writesToTheLogUntilItEnds() {
        AuditConfig config = new TestConfig(true, false, 10);
        AuditQueue queue = AuditProcess.queue(config);
        AuditProcess process = process(config, queue);
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(LogSink.CATEGORY);
        log.addHandler(handler);
        try {
            process.start(new StartupEvent());
            queue.offer(TestEvents.event("alice"));
            process.stop(new ShutdownEvent());
        } finally {
            log.removeHandler(handler);
        }

        assertThat(lines).singleElement().asString().contains("\"name\":\"alice\"", "\"id\":\"runs-service/");
    }

    @Test
    void doesNothingUnlessItIsEnabled() {
        AuditConfig config = new TestConfig(false, false, 10);
        AuditProcess process = process(config, AuditProcess.queue(config));

        process.start(new StartupEvent());
        process.stop(new ShutdownEvent());

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void namesTheKeyOfAQueueWithoutRoom() {
        assertThatThrownBy(() -> AuditProcess.queue(new TestConfig(true, false, 0)))
                .hasMessageContaining("flyte.audit.queue-size");
    }

    private AuditProcess process(AuditConfig config, AuditQueue queue) {
        return new AuditProcess(
                config,
                queue,
                () -> {
                    throw new AssertionError("Kafka is off");
                },
                registry,
                "runs-service");
    }
}
