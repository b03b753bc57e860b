package org.flyte.runs.db;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
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
import org.flyte.platform.model.FlyteException.Unavailable;

/**
 * Writes concurrent requests that arrive together as one batch and answers each after the batch's commit (design D20).
 *
 * <p>An idle group writes at once: nothing waits for company. While {@link Limits#inFlight} batches are under way,
 * arrivals collect; so do few arrivals while one is. Two requests with the same key are never under way together and
 * keep their order. A request that spoils its batch fails alone: the batch is written again in halves.
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
     * How much a group takes on.
     *
     * @param inFlight batches under way at once
     * @param worthwhile least requests for which a further batch starts while one is under way: small batches side by
     *     side cost more than they save
     * @param batch requests in a batch
     * @param waiting requests that wait; more are refused with Unavailable
     * @param patience longest wait for a batch
     */
    public record Limits(int inFlight, int worthwhile, int batch, int waiting, Duration patience) {
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
    private final Set<Object> busy = new HashSet<>();
    private int inFlight;

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

    /** Writes one request with whatever arrives with it; answers after the commit, in the context of this call. */
    public Uni<R> submit(Q request) {
        Comparable<?> key = keyOf.apply(request);
        return Uni.createFrom()
                .<R>emitter(answer -> accept(new Pending<>(request, key, answer)))
                .emitOn(CallContext.here());
    }

    private void accept(Pending<Q, R> pending) {
        boolean full;
        synchronized (lock) {
            full = waiting.size() >= limits.waiting();
            if (!full) {
                waiting.add(pending);
            }
        }
        if (full) {
            pending.answer().fail(new Unavailable(null, "too many writes are waiting (%s); try again", name));
        } else {
            atEndOfTick(this::startBatches);
        }
    }

    /** What one turn of the event loop brings goes together. */
    private static void atEndOfTick(Runnable start) {
        Context context = Vertx.currentContext();
        if (context != null && Context.isOnEventLoopThread()) {
            context.runOnContext(tick -> start.run());
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
            inFlight--;
            batch.forEach(pending -> busy.remove(pending.key()));
        }
        startBatches();
    }

    private List<Pending<Q, R>> next() {
        synchronized (lock) {
            int least = inFlight == 0 ? 1 : limits.worthwhile();
            if (inFlight >= limits.inFlight() || waiting.size() < least) {
                return List.of();
            }
            List<Pending<Q, R>> batch = new ArrayList<>();
            ArrayDeque<Pending<Q, R>> later = new ArrayDeque<>();
            int most = 4 * limits.batch();
            while (batch.size() < limits.batch() && later.size() < most && !waiting.isEmpty()) {
                Pending<Q, R> pending = waiting.poll();
                (busy.add(pending.key()) ? batch : later).add(pending);
            }
            while (!later.isEmpty()) {
                waiting.addFirst(later.pollLast());
            }
            if (!batch.isEmpty()) {
                inFlight++;
                batch.sort(BY_KEY);
            }
            return batch;
        }
    }

    /** One order of locks in all batches, so that they rarely deadlock. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static final Comparator<Pending<?, ?>> BY_KEY =
            (left, right) -> ((Comparable) left.key()).compareTo(right.key());

    /** Never fails: failures go to those who asked. */
    private Uni<Void> write(List<Pending<Q, R>> batch) {
        List<Q> requests = batch.stream().map(Pending::request).toList();
        return Uni.createFrom()
                .deferred(() -> writer.write(requests))
                .ifNoItem()
                .after(limits.patience())
                .failWith(() -> new Unavailable(null, "the database did not answer in %s", limits.patience()))
                .onFailure(PgFailures::isConflict)
                .retry()
                .withBackOff(Duration.ofMillis(5), Duration.ofMillis(100))
                .atMost(5)
                .map(answers -> {
                    answer(batch, answers);
                    return (Void) null;
                })
                .onFailure()
                .recoverWithUni(failure -> narrow(batch, failure));
    }

    private void answer(List<Pending<Q, R>> batch, List<R> answers) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(answers.get(i));
        }
    }

    private Uni<Void> narrow(List<Pending<Q, R>> batch, Throwable failure) {
        if (batch.size() > 1 && PgFailures.blamesARow(failure)) {
            int half = batch.size() / 2;
            return write(batch.subList(0, half)).chain(() -> write(batch.subList(half, batch.size())));
        }
        Throwable told = PgFailures.told(failure);
        batch.forEach(pending -> pending.answer().fail(told));
        return Uni.createFrom().voidItem();
    }
}
