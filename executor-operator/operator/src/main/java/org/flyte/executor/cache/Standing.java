package org.flyte.executor.cache;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flyte.idl.core.CatalogCacheStatus;

/** How an attempt stands with the cache: what was asked and answered. */
final class Standing {
    private final CacheUse use;
    private CompletableFuture<Answer> lookup;
    private CompletableFuture<CatalogCacheStatus> storing;
    private boolean lost;

    Standing(CacheUse use) {
        this.use = use;
    }

    CacheUse use() {
        return use;
    }

    int attempt() {
        return use.execution().attempt();
    }

    /** Asks once; again when the answer was to do so. */
    synchronized CompletableFuture<Answer> lookup(Instant now, Supplier<CompletableFuture<Answer>> question) {
        if (lookup == null || isDue(lookup, now)) {
            lookup = question.get();
        }
        return lookup;
    }

    /** Stores once. */
    synchronized CompletableFuture<CatalogCacheStatus> storing(
            Function<Answer.Miss, CompletableFuture<CatalogCacheStatus>> request) {
        if (storing == null) {
            storing = request.apply(answer() instanceof Answer.Miss miss ? miss : Answer.Miss.UNKNOWN);
        }
        return storing;
    }

    /** The object of the attempt runs, although nothing was asked: an earlier process has reserved the result. */
    synchronized void resume() {
        if (lookup == null) {
            lookup = CompletableFuture.completedFuture(new Answer.Miss(CatalogCacheStatus.CACHE_MISS, false, true));
        }
    }

    synchronized boolean isReserved() {
        return !lost && answer() instanceof Answer.Miss miss && miss.reserved();
    }

    /** Another action holds the reservation now. */
    synchronized void lost() {
        lost = true;
    }

    synchronized Optional<CacheFinding> finding() {
        if (storing != null && storing.isDone()) {
            return Optional.of(new CacheFinding(storing.join(), null));
        }
        return switch (answer()) {
            case null -> Optional.empty();
            case Answer.Hit hit -> Optional.of(new CacheFinding(CatalogCacheStatus.CACHE_HIT, hit.source()));
            case Answer.Miss miss -> Optional.of(new CacheFinding(miss.status(), null));
            case Answer.Held _ -> Optional.of(new CacheFinding(CatalogCacheStatus.CACHE_MISS, null));
        };
    }

    private Answer answer() {
        return lookup == null ? null : lookup.getNow(null);
    }

    private static boolean isDue(CompletableFuture<Answer> asked, Instant now) {
        return asked.getNow(null) instanceof Answer.Held held
                && !held.askAgainAt().isAfter(now);
    }
}
