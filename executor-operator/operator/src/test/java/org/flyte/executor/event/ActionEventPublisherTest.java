package org.flyte.executor.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flyte.crd.Names;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.platform.tracing.TraceParent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActionEventPublisherTest {
    private static final ExecutorConfig CONFIG = Configs.executor(Map.of(
            "flyte.executor.events.initial-backoff", "2ms",
            "flyte.executor.events.watermark-interval", "0s"));

    private final RecordingBroker broker = new RecordingBroker();
    private final List<String> notified = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private ActionEventPublisher publisher = started();

    @AfterEach
    void stop() {
        publisher.stop();
    }

    @Test
    void sendsOnlyNewEvents() {
        publisher.offer(action("RUNNING/1"), Optional.empty());
        await().until(() -> published() == 1);

        publisher.offer(action("RUNNING/1", "FAILED/1", "QUEUED/2"), Optional.empty());
        await().until(() -> published() == 3);
        publisher.offer(action("RUNNING/1", "FAILED/1", "QUEUED/2"), Optional.empty());
        publisher.offer(action("RUNNING/1", "FAILED/1", "QUEUED/2", "RUNNING/2"), Optional.empty());

        await().until(() -> published() == 4);
        assertThat(broker.sent()).containsExactly("RUNNING/1", "FAILED/1", "QUEUED/2", "RUNNING/2");
    }

    @Test
    void sendsEventsWithTheTraceOfTheirAction() {
        TraceParent trace = new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        TaskAction action = action("RUNNING/1", "SUCCEEDED/1");
        action.getMetadata().setAnnotations(Map.of(Names.ANNOTATION_TRACE_PARENT, trace.value()));

        publisher.offer(action, Optional.empty());

        await().until(() -> published() == 2);
        assertThat(broker.traces()).containsExactly(trace, trace);
    }

    @Test
    void sendsTheWholeBatchAgainInOrderWhenPartOfItFails() {
        AtomicBoolean first = new AtomicBoolean(true);
        CompletableFuture<Void> concluded = new CompletableFuture<>();
        broker.answer(event -> concluded.thenCompose(
                _ -> event.equals("FAILED/1") && first.getAndSet(false) ? failed() : acknowledged()));

        boolean complete = publisher.conclude(action("RUNNING/1", "FAILED/1", "QUEUED/2"), false, Optional.empty());

        assertThat(complete).isFalse();
        concluded.complete(null);
        await().until(() -> !notified.isEmpty());
        assertThat(broker.sent())
                .containsExactly("RUNNING/1", "FAILED/1", "QUEUED/2", "RUNNING/1", "FAILED/1", "QUEUED/2");
        assertThat(notified).containsExactly("flyte/r1-a0");
        assertThat(metrics.counter("flyte.executor.events.failed").count()).isEqualTo(1);
    }

    @Test
    void reportsCompletionOnlyAfterEveryAcknowledgement() {
        CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
        broker.answer(event -> event.equals("SUCCEEDED/1") ? acknowledgement : acknowledged());
        TaskAction action = action("RUNNING/1", "SUCCEEDED/1");

        assertThat(publisher.conclude(action, false, Optional.empty())).isFalse();
        await().until(() -> broker.sent().size() == 2);
        assertThat(publisher.conclude(action, false, Optional.empty())).isFalse();
        assertThat(notified).isEmpty();
        acknowledgement.complete(null);

        await().until(() -> !notified.isEmpty());
        assertThat(publisher.conclude(action, false, Optional.empty())).isTrue();
    }

    @Test
    void sendsNoSecondBatchOfAnActionBeforeTheFirstIsAcknowledged() {
        CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
        broker.answer(event -> event.equals("RUNNING/1") ? acknowledgement : acknowledged());
        publisher.offer(action("RUNNING/1"), Optional.empty());
        await().until(() -> broker.sent().size() == 1);

        publisher.offer(action("RUNNING/1", "SUCCEEDED/1"), Optional.empty());
        publisher.offer(named("other", "RUNNING/2"), Optional.empty());

        await().until(() -> broker.sent().contains("RUNNING/2"));
        assertThat(broker.sent()).containsExactly("RUNNING/1", "RUNNING/2");
        acknowledgement.complete(null);
        await().until(() -> broker.sent().contains("SUCCEEDED/1"));
    }

    @Test
    void theNextLeaderSendsWhatTheLastOneCouldNot() {
        CompletableFuture<Void> lost = new CompletableFuture<>();
        broker.answer(event -> event.equals("SUCCEEDED/1") ? lost : acknowledged());
        publisher.offer(action("RUNNING/1"), Optional.empty());
        await().until(() -> published() == 1);
        publisher.offer(action("RUNNING/1", "SUCCEEDED/1"), Optional.empty());
        await().until(() -> broker.sent().contains("SUCCEEDED/1"));
        publisher.stop();

        broker.answer(_ -> acknowledged());
        publisher = started();
        publisher.offer(action("RUNNING/1", "SUCCEEDED/1"), Optional.empty());

        await().until(() -> broker.sent().size() == 4);
        assertThat(broker.sent().subList(2, 4)).as("all, in order").containsExactly("RUNNING/1", "SUCCEEDED/1");
    }

    @Test
    void sendsNothingMoreAfterItsStop() {
        publisher.offer(action("RUNNING/1"), Optional.empty());
        await().until(() -> published() == 1);
        publisher.stop();
        ActionEventPublisher next = started();

        publisher.offer(action("RUNNING/1", "SUCCEEDED/1"), Optional.empty());
        next.offer(named("other", "RUNNING/2"), Optional.empty());
        await().until(() -> broker.sent().contains("RUNNING/2"));
        next.stop();

        assertThat(broker.sent()).doesNotContain("SUCCEEDED/1");
    }

    private ActionEventPublisher started() {
        ActionEvents events = new ActionEvents(CONFIG, new LogContexts(CONFIG), Clock.systemUTC());
        ActionEventPublisher started = new ActionEventPublisher(
                events,
                broker,
                (namespace, name) -> notified.add(namespace + "/" + name),
                new PublishedVersions(null, CONFIG, "flyte"),
                CONFIG,
                metrics);
        started.start();
        return started;
    }

    private double published() {
        return metrics.counter("flyte.executor.events.published").count();
    }

    private static CompletableFuture<Void> acknowledged() {
        return CompletableFuture.completedFuture(null);
    }

    private static CompletableFuture<Void> failed() {
        return CompletableFuture.failedFuture(new IOException("not enough replicas"));
    }

    private static TaskAction action(String... phases) {
        return named("r1-a0", phases);
    }

    /** @param phases of its history as {@code PHASE/attempt} */
    private static TaskAction named(String name, String... phases) {
        TaskAction action = Actions.action("flyte", "/store", Actions.template().build(), spec -> spec.runName = name);
        action.getMetadata().setName(name);
        action.getMetadata().setUid("uid of " + name);
        action.setStatus(new TaskActionStatus());
        for (String phase : phases) {
            String[] parts = phase.split("/", 2);
            PhaseEntry entry = new PhaseEntry();
            entry.phase = parts[0];
            entry.attempt = Integer.parseInt(parts[1]);
            entry.occurredAt = Instant.parse("2026-11-24T10:00:00Z");
            action.getStatus().phaseHistory.add(entry);
        }
        return action;
    }
}
