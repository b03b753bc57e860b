package org.flyte.platform.limits;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.flyte.platform.limits.TokenBucket.Rate;
import org.flyte.platform.model.RecentMap;

/**
 * One rate for many keys, a bucket each. Keys that were not used for longest are forgotten beyond a number, which gives them
 * a full bucket again.
 */
final class RateLimit {
    static final int MAX_KEYS = 20_000;

    private final Rate rate;
    private final LongSupplier nanoTime;
    private final Map<String, TokenBucket> buckets = new RecentMap<>(MAX_KEYS);

    RateLimit(Rate rate, LongSupplier nanoTime) {
        this.rate = rate;
        this.nanoTime = nanoTime;
    }

    /** Uses some of what a key may; zero when it may, else how long to wait. */
    synchronized Duration use(String key, double amount) {
        return bucket(key).take(rate, amount, nanoTime.getAsLong());
    }

    private TokenBucket bucket(String key) {
        TokenBucket bucket = buckets.get(key);
        if (bucket == null) {
            bucket = new TokenBucket(rate, nanoTime.getAsLong());
            buckets.put(key, bucket);
        }
        return bucket;
    }
}
