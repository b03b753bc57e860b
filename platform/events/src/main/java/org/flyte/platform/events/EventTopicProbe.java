package org.flyte.platform.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/**
 * Asks Kafka for the event topic until it has answered once, and logs why it does not: a wrong address, login or topic is
 * noticed at the start. Later outages are those of its clients.
 */
public final class EventTopicProbe implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventTopicProbe.class);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(10));

    private final KafkaConnection connection;
    private final Thread thread;
    private volatile boolean reached;

    /** Starts to ask, in the background. */
    public EventTopicProbe(KafkaConnection connection) {
        this.connection = connection;
        this.thread = Thread.ofVirtual().name("event-topic-probe").start(this::run);
    }

    /** Whether the topic was there once. */
    public boolean isReached() {
        return reached;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        String told = "";
        try {
            for (int failures = 1; !reached; failures++) {
                String problem = problem();
                reached = problem.isEmpty();
                if (!reached && !problem.equals(told)) {
                    LOG.warnf("not ready until Kafka can be used: %s", problem);
                    told = problem;
                }
                if (!reached) {
                    Thread.sleep(BACKOFF.after(failures));
                }
            }
            if (!told.isEmpty()) {
                LOG.info("Kafka can be used");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty when the topic is there. */
    private String problem() throws InterruptedException {
        Map<String, Integer> timeouts = Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        try (Admin admin = Admin.create(connection.with(timeouts))) {
            admin.describeTopics(List.of(ActionEventRecord.TOPIC))
                    .allTopicNames()
                    .get(2 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            return "";
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return KafkaProblem.describe(e, connection);
        }
    }
}
