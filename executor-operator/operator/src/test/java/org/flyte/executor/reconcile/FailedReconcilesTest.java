package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailedReconcilesTest {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final FailedReconciles failures = new FailedReconciles(clock);
    private final Logger logger = Logger.getLogger(FailedReconciles.class.getName());
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    @Test
    void logsTheBeginningAndTheEndOfAnOutage() {
        RuntimeException outage = new KubernetesClientException("connection refused", 0, null);
        failures.succeeded();
        for (int tries = 0; tries < 3; tries++) {
            failures.failed(outage, tries);
            failures.failed(outage, tries);
        }
        failures.succeeded();
        failures.succeeded();

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).contains("WARN");
        assertThat(lines.getLast()).contains("INFO").contains("actions are reconciled again");

        failures.failed(outage, 0);
        assertThat(lines).as("a connection that comes and goes").hasSize(2);
        clock.advance(Duration.ofSeconds(30));
        failures.failed(outage, 0);
        assertThat(lines).hasSize(3);
    }

    @Test
    void logsAnotherExceptionOnceForEachAction() {
        failures.failed(new IllegalStateException("a"), 0);
        failures.failed(new IllegalStateException("a"), 1);
        failures.failed(new IllegalStateException("b"), 0);

        assertThat(lines).hasSize(2);
    }
}
