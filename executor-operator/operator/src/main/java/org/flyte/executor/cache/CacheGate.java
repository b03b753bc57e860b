package org.flyte.executor.cache;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.CatalogCacheStatus;

/**
 * Asks the cache without blocking a reconcile: the first call starts a question and answers nothing, the listener is notified
 * when the answer is there. Remembers the answers of live actions; after a restart they are asked again, or do not matter any
 * more because the pod exists.
 */
@ApplicationScoped
public class CacheGate {
    private final ResultCache cache;
    private final AnswerListener listener;
    private final Clock clock;
    private final Map<String, Standing> byUid = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService heartbeat = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cache-reservations").factory());

    CacheGate(ResultCache cache, AnswerListener listener, Clock clock, ExecutorConfig config) {
        this.cache = cache;
        this.listener = listener;
        this.clock = clock;
        long every = config.cache().heartbeat().toMillis();
        var unused = heartbeat.scheduleWithFixedDelay(this::extendAll, every, every, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        heartbeat.shutdownNow();
        threads.shutdownNow();
    }

    /** The answer for an attempt that is about to start; empty until it has come. */
    public Optional<Answer> look(CacheUse use) {
        return now(standing(use).lookup(clock.instant(), () -> ask(use)));
    }

    /** What has become of storing the outputs of an attempt that has succeeded; empty until it is done. */
    public Optional<CatalogCacheStatus> put(CacheUse use) {
        return now(standing(use).storing(before -> store(use, before)));
    }

    /** The attempt runs: a reservation that this process does not know of is extended from now on. */
    public void running(CacheUse use) {
        if (use.serializable() && !use.overwrite()) {
            standing(use).resume();
        }
    }

    /** What is known about an attempt; empty when the cache was not asked. */
    public Optional<CacheFinding> finding(TaskExecution execution) {
        Standing standing = byUid.get(execution.uid());
        return standing != null && standing.attempt() == execution.attempt() ? standing.finding() : Optional.empty();
    }

    /** The action has ended, or is being aborted: others need not wait for it any more. */
    public void end(TaskExecution execution) {
        Standing standing = byUid.remove(execution.uid());
        if (standing != null && standing.isReserved()) {
            threads.execute(() -> cache.release(standing.use()));
        }
    }

    /** A further attempt asks anew. */
    private Standing standing(CacheUse use) {
        return byUid.compute(
                use.execution().uid(),
                (_, known) ->
                        known != null && known.attempt() == use.execution().attempt() ? known : new Standing(use));
    }

    private CompletableFuture<Answer> ask(CacheUse use) {
        return notifying(use, CompletableFuture.supplyAsync(() -> cache.look(use), threads));
    }

    private CompletableFuture<CatalogCacheStatus> store(CacheUse use, Answer.Miss before) {
        return notifying(use, CompletableFuture.supplyAsync(() -> cache.put(use, before), threads));
    }

    private <T> CompletableFuture<T> notifying(CacheUse use, CompletableFuture<T> answer) {
        var unused = answer.whenComplete((_, _) -> listener.answered(
                use.execution().namespace(),
                use.execution().action().getMetadata().getName()));
        return answer;
    }

    private static <T> Optional<T> now(CompletableFuture<T> answer) {
        return answer.isDone() ? Optional.of(answer.join()) : Optional.empty();
    }

    private void extendAll() {
        byUid.values().stream()
                .filter(Standing::isReserved)
                .forEach(standing -> threads.execute(() -> extend(standing)));
    }

    private void extend(Standing standing) {
        if (!cache.extend(standing.use())) {
            standing.lost();
        } else if (byUid.get(standing.use().execution().uid()) != standing) {
            cache.release(standing.use());
        }
    }
}
