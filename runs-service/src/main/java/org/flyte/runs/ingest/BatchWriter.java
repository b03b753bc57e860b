package org.flyte.runs.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.flyte.platform.database.DatabaseFailure;
import org.flyte.platform.events.ReceivedEvent;
import org.flyte.platform.model.FlyteException;
import org.flyte.runs.action.AppendEvents;
import org.flyte.runs.action.EventRow;

/**
 * Writes a batch of records in a few transactions side by side, each with all events of its actions; records that make
 * one fail go to the dead-letter topic. Blocks.
 */
@ApplicationScoped
class BatchWriter {
    private final AppendEvents events;
    private final DeadLetterQueue deadLetters;
    private final IngestConfig config;
    private final WrittenEvents traces;
    private final Clock clock;
    private final Counter written;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    BatchWriter(
            AppendEvents events,
            DeadLetterQueue deadLetters,
            IngestConfig config,
            WrittenEvents traces,
            Clock clock,
            MeterRegistry meters) {
        this.events = events;
        this.deadLetters = deadLetters;
        this.config = config;
        this.traces = traces;
        this.clock = clock;
        this.written = Counter.builder("flyte.runs.ingest.events")
                .description("Events read from the topic")
                .register(meters);
    }

    private record Item(ConsumerRecord<String, ReceivedEvent> origin, EventRow row) {}

    /** Returns when each record is in the database or in the dead-letter topic; fails when neither can be reached. */
    void write(Iterable<ConsumerRecord<String, ReceivedEvent>> records) throws InterruptedException {
        List<Item> items = new ArrayList<>();
        for (ConsumerRecord<String, ReceivedEvent> origin : records) {
            switch (origin.value()) {
                case ReceivedEvent.Valid valid -> addValid(items, origin, valid);
                case ReceivedEvent.Poison poison -> deadLetters.accept(origin, poison.payload(), poison.cause());
            }
        }
        List<Callable<Void>> writes = BatchParts.of(items, item -> item.row().key(), config.writers()).stream()
                .map(this::write)
                .toList();
        for (Future<Void> write : threads.invokeAll(writes)) {
            rethrow(write);
        }
    }

    private Callable<Void> write(List<Item> items) {
        return () -> {
            writeItems(items);
            return null;
        };
    }

    private static void rethrow(Future<Void> write) throws InterruptedException {
        try {
            write.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private void addValid(List<Item> items, ConsumerRecord<String, ReceivedEvent> origin, ReceivedEvent.Valid valid)
            throws InterruptedException {
        try {
            items.add(new Item(origin, EventRow.of(valid.event())));
        } catch (FlyteException e) {
            deadLetters.accept(origin, valid.event().toByteArray(), e.getMessage());
        }
    }

    private static String firstLine(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private void writeItems(List<Item> items) throws InterruptedException {
        Instant begin = clock.instant();
        try {
            events.execute(items.stream().map(Item::row).toList()).await().atMost(config.writeTimeout());
            written.increment(items.size());
            items.forEach(item -> traces.trace(item.row().event(), item.origin().headers(), begin));
        } catch (RuntimeException e) {
            if (!DatabaseFailure.of(e).isCausedByData()) {
                throw e;
            }
            if (items.size() > 1) {
                writeItems(items.subList(0, items.size() / 2));
                writeItems(items.subList(items.size() / 2, items.size()));
            } else {
                Item item = items.getFirst();
                deadLetters.accept(item.origin(), item.row().event().toByteArray(), "not storable: " + firstLine(e));
            }
        }
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
