package org.flyte.runs.ingest;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.WakeupException;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.EventTopicProbe;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.events.ReceivedEvent;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/**
 * Reads the event topic: a batch, its transaction, then its offsets. While the database is unavailable the batch is
 * retried and the consumer stays in its group.
 */
@ApplicationScoped
class EventIngest {
    private static final Logger LOG = Logger.getLogger(EventIngest.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaConnection connection;
    private final EventConsumers consumers;
    private final BatchWriter writer;
    private final IngestConfig config;
    private final IngestLag lag;
    private final Backoff backoff;
    private volatile boolean running;
    private volatile Consumer<String, ReceivedEvent> open;
    private Thread thread;
    private EventTopicProbe probe;

    EventIngest(
            KafkaConnection connection,
            EventConsumers consumers,
            BatchWriter writer,
            IngestConfig config,
            IngestLag lag) {
        this.connection = connection;
        this.consumers = consumers;
        this.writer = writer;
        this.config = config;
        this.lag = lag;
        this.backoff = Backoff.doubling(config.initialBackoff(), config.maxBackoff());
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            running = true;
            probe = new EventTopicProbe(connection);
            thread = Thread.ofVirtual().name("event-ingest").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        running = false;
        if (probe != null) {
            probe.close();
        }
        Consumer<String, ReceivedEvent> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        if (thread != null && !thread.join(STOP_TIMEOUT)) {
            thread.interrupt();
        }
    }

    /** Whether events are read, or need not be; not before Kafka was reached once. */
    boolean isAlive() {
        return !config.enabled() || (thread != null && thread.isAlive() && probe.isReached());
    }

    private void run() {
        for (int failures = 0; running; failures++) {
            try (Consumer<String, ReceivedEvent> consumer = consumers.open()) {
                open = consumer;
                consumer.subscribe(List.of(ActionEventRecord.TOPIC));
                while (running) {
                    ingest(consumer, consumer.poll(POLL));
                    failures = 0;
                }
            } catch (WakeupException e) {
                LOG.debug("event ingest woken up");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                LOG.warnf(e, "event consumer failed, reopened after a wait: failures=%d", failures + 1);
                pause(backoff(failures + 1));
            }
        }
    }

    private void ingest(Consumer<String, ReceivedEvent> consumer, ConsumerRecords<String, ReceivedEvent> records)
            throws InterruptedException {
        lag.read(consumer, records);
        if (records.isEmpty()) {
            return;
        }
        for (int failures = 0; !written(records, failures); failures++) {
            stay(consumer, backoff(failures + 1));
        }
        try {
            consumer.commitSync(records.nextOffsets());
        } catch (CommitFailedException e) {
            LOG.infof("offsets not committed, another replica reads these events again: cause=%s", e.getMessage());
        }
        lag.written();
    }

    private boolean written(ConsumerRecords<String, ReceivedEvent> records, int failures) throws InterruptedException {
        try {
            writer.write(records);
            return true;
        } catch (RuntimeException e) {
            if (!running) {
                throw new WakeupException();
            }
            LOG.warnf("events not written, retried: count=%d failures=%d cause=%s", records.count(), failures + 1, e);
            return false;
        }
    }

    /** Waits without leaving the group or moving on. */
    private void stay(Consumer<String, ReceivedEvent> consumer, Duration wait) {
        consumer.pause(consumer.assignment());
        ConsumerRecords<String, ReceivedEvent> early = consumer.poll(wait);
        early.partitions()
                .forEach(partition -> consumer.seek(
                        partition, early.records(partition).getFirst().offset()));
        consumer.resume(consumer.assignment());
    }

    private Duration backoff(int failures) {
        return backoff.jittered(failures, ThreadLocalRandom.current());
    }

    private void pause(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
