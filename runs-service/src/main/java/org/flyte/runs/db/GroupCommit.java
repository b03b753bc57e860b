package org.flyte.runs.db;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.flyte.platform.connect.CallContext;
import org.flyte.platform.database.DatabaseFailure;
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Writes concurrent requests that arrive together as one batch and answers each after the batch's commit; see
 * docs/adr/0024-group-commit-and-a-request-budget.md.
 *
 * <p>An idle group writes at once, a single request as well. While {@link Limits#concurrentBatches} batches are being
 * written, requests queue; so do fewer than {@link Limits#minConcurrentSize} requests while one is. Two requests with
 * the same key are never written concurrently and keep their order. A request that makes its batch fail fails alone:
 * the batch is written again in halves.
 *
 * @param <Q> request
 * @param <R> answer
 */
public final class GroupCommit<Q, R> {
    /** Writes a batch in one transaction. Answers are in the order of the requests. May be called again after a failure. */
    @FunctionalInterface
    public interface Writer<Q, R> {
        Uni<List<R>> write(List<Q> batch);
    }

    /**
     * Limits of a group.
     *
     * @param concurrentBatches maximum number of batches that are written concurrently
     * @param minConcurrentSize minimum size of a batch that starts while another one is written: small concurrent
     *     batches cost more than they save
     * @param batchSize maximum number of requests in a batch
     * @param queueSize maximum number of queued requests; more are refused with Unavailable
     * @param timeout longest time for writing a batch
     */
    public record Limits(int concurrentBatches, int minConcurrentSize, int batchSize, int queueSize, Duration timeout) {
        public static final Limits DEFAULT = new Limits(2, 12, 256, 20_000, Duration.ofSeconds(30));
    }

    private record Pending<Q, R>(Q request, Comparable<?> key, UniEmitter<? super R> answer) {}

    private final String name;
    private final Function<Q, ? extends Comparable<?>> keyOf;
    private final Writer<Q, R> writer;
    private final Limits limits;
    private final DistributionSummary sizes;
    private final Object lock = new Object();
    private final ArrayDeque<Pending<Q, R>> waiting = new ArrayDeque<>();
    private final Set<Object> writing = new HashSet<>();
    private int running;

    /** @param keyOf which row a request writes; keys of one group are of one type */
    public GroupCommit(
            String name,
            Function<Q, ? extends Comparable<?>> keyOf,
            Writer<Q, R> writer,
            Limits limits,
            MeterRegistry meters) {
        this.name = name;
        this.keyOf = keyOf;
        this.writer = writer;
        this.limits = limits;
        this.sizes = DistributionSummary.builder("flyte.runs.batch.size")
                .description("Requests written in one transaction")
                .tag("group", name)
                .register(meters);
    }

    /** Writes one request together with others that arrive meanwhile; answers after the commit, in the context of this call. */
    public Uni<R> submit(Q request) {
        Comparable<?> key = keyOf.apply(request);
        return Uni.createFrom()
                .<R>emitter(answer -> accept(new Pending<>(request, key, answer)))
                .emitOn(CallContext.here());
    }

    private void accept(Pending<Q, R> pending) {
        boolean full;
        synchronized (lock) {
            full = waiting.size() >= limits.queueSize();
            if (!full) {
                waiting.add(pending);
            }
        }
        if (full) {
            pending.answer()
                    .fail(new Unavailable(
                            null, "the write queue %s is full (%d requests); try again", name, limits.queueSize()));
        } else {
            atEndOfTick(this::startBatches);
        }
    }

    /**
     * Requests that arrive in one tick of the event loop share a batch. It is written outside the contexts of their calls:
     * what is logged there belongs to none of them.
     */
    private static void atEndOfTick(Runnable start) {
        Context context = Vertx.currentContext();
        if (context != null && Context.isOnEventLoopThread()) {
            VertxContext.getRootContext(context).runOnContext(tick -> start.run());
        } else {
            start.run();
        }
    }

    private void startBatches() {
        for (List<Pending<Q, R>> batch = next(); !batch.isEmpty(); batch = next()) {
            List<Pending<Q, R>> started = batch;
            sizes.record(started.size());
            write(started).subscribe().with(done -> finish(started), failure -> finish(started));
        }
    }

    private void finish(List<Pending<Q, R>> batch) {
        synchronized (lock) {
            running--;
            batch.forEach(pending -> writing.remove(pending.key()));
        }
        startBatches();
    }

    private List<Pending<Q, R>> next() {
        synchronized (lock) {
            int minimum = running == 0 ? 1 : limits.minConcurrentSize();
            if (running >= limits.concurrentBatches() || waiting.size() < minimum) {
                return List.of();
            }
            List<Pending<Q, R>> batch = new ArrayList<>();
            ArrayDeque<Pending<Q, R>> later = new ArrayDeque<>();
            int maxLater = 4 * limits.batchSize();
            while (batch.size() < limits.batchSize() && later.size() < maxLater && !waiting.isEmpty()) {
                Pending<Q, R> pending = waiting.poll();
                (writing.add(pending.key()) ? batch : later).add(pending);
            }
            while (!later.isEmpty()) {
                waiting.addFirst(later.pollLast());
            }
            if (!batch.isEmpty()) {
                running++;
                batch.sort(BY_KEY);
            }
            return batch;
        }
    }

    /** All batches lock rows in the same order, so that they rarely deadlock. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static final Comparator<Pending<?, ?>> BY_KEY =
            (left, right) -> ((Comparable) left.key()).compareTo(right.key());

    /** Never fails: failures go to the callers of the requests. */
    private Uni<Void> write(List<Pending<Q, R>> batch) {
        List<Q> requests = batch.stream().map(Pending::request).toList();
        return Uni.createFrom()
                .deferred(() -> writer.write(requests))
                .ifNoItem()
                .after(limits.timeout())
                .failWith(() -> new Unavailable(
                        null,
                        "the database did not answer within %d s; try again",
                        limits.timeout().toSeconds()))
                .plug(ConflictRetry::of)
                .map(answers -> {
                    answer(batch, answers);
                    return (Void) null;
                })
                .onFailure()
                .recoverWithUni(failure -> splitOrFail(batch, failure));
    }

    private void answer(List<Pending<Q, R>> batch, List<R> answers) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(answers.get(i));
        }
    }

    private Uni<Void> splitOrFail(List<Pending<Q, R>> batch, Throwable failure) {
        if (batch.size() > 1 && DatabaseFailure.of(failure).isCausedByData()) {
            int half = batch.size() / 2;
            return write(batch.subList(0, half)).chain(() -> write(batch.subList(half, batch.size())));
        }
        Throwable reported = DatabaseFailure.of(failure).toCallerFailure();
        batch.forEach(pending -> pending.answer().fail(reported));
        return Uni.createFrom().voidItem();
    }
}
