package org.flyte.platform.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/** The one thread that chains the events and writes them to the sinks: each batch to every sink until it has taken it. */
final class AuditWriter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AuditWriter.class);
    private static final Duration IDLE = Duration.ofMillis(200);

    private final AuditQueue queue;
    private final HashChain chain;
    private final List<AuditSink> sinks;
    private final Backoff backoff;
    private final Duration closeTimeout;
    private final Counter written;
    private final Counter failures;
    private final Thread thread;
    private volatile boolean closing;

    AuditWriter(
            AuditQueue queue,
            String chainId,
            List<AuditSink> sinks,
            Backoff backoff,
            Duration closeTimeout,
            MeterRegistry registry) {
        this.queue = queue;
        this.chain = new HashChain(chainId);
        this.sinks = sinks;
        this.backoff = backoff;
        this.closeTimeout = closeTimeout;
        written = Counter.builder("audit.records")
                .description("audit records that every sink has taken")
                .register(registry);
        failures = Counter.builder("audit.failures")
                .description("writes of audit records that failed and are repeated")
                .register(registry);
        Gauge.builder("audit.queue", queue, AuditQueue::size)
                .description("audit records that wait")
                .register(registry);
        FunctionCounter.builder("audit.dropped", queue, AuditQueue::droppedInAll)
                .description("audit records that had no room in the queue")
                .register(registry);
        thread = Thread.ofPlatform().daemon().name("audit").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                List<AuditEvent> events = queue.take(IDLE);
                if (events.isEmpty() && closing) {
                    return;
                }
                if (!events.isEmpty()) {
                    write(chained(events));
                }
            }
        } catch (InterruptedException e) {
            LOG.warnf("audit records not written, count=%d", queue.size());
        }
    }

    private List<AuditSink.Entry> chained(List<AuditEvent> events) {
        List<AuditSink.Entry> entries = new ArrayList<>(events.size());
        long dropped = queue.takeDropped();
        for (AuditEvent event : events) {
            HashChain.Link link = chain.next();
            byte[] json = AuditJson.write(event, link, dropped);
            chain.add(json);
            dropped = 0;
            entries.add(new AuditSink.Entry(event.id().toString(), link.chain(), json));
        }
        return entries;
    }

    private void write(List<AuditSink.Entry> entries) throws InterruptedException {
        for (AuditSink sink : sinks) {
            for (int failed = 1; !isWritten(sink, entries); failed++) {
                failures.increment();
                Thread.sleep(backoff.jittered(failed, ThreadLocalRandom.current()));
            }
        }
        written.increment(entries.size());
    }

    private static boolean isWritten(AuditSink sink, List<AuditSink.Entry> entries) throws InterruptedException {
        try {
            sink.write(entries);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.warnf(
                    "audit records not written, tried again: count=%d cause=%s",
                    entries.size(), e.getCause() == null ? e : e.getCause());
            return false;
        }
    }

    /** Writes what is queued, for a limited time. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(closeTimeout)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sinks.forEach(AuditSink::close);
    }
}
