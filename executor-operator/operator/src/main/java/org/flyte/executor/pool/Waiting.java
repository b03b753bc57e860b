package org.flyte.executor.pool;

import java.time.Duration;
import java.time.Instant;
import org.flyte.executor.pool.rule.Starvation.Member;
import org.flyte.executor.pool.rule.TryId;

/** A try in the queue of a pool. Guarded by its {@link PoolSlots}. */
final class Waiting {
    /** One that was woken and did not come is passed over. */
    private static final Duration PASSED_OVER = Duration.ofSeconds(3);

    final TryId id;
    final Member member;
    private Instant wokenAt;

    Waiting(TryId id, Member member) {
        this.id = id;
        this.member = member;
    }

    /** Whether it is to be woken now. */
    boolean wake(Instant now) {
        if (wokenAt != null && wokenAt.plus(PASSED_OVER).isAfter(now)) {
            return false;
        }
        wokenAt = now;
        return true;
    }

    /** It asks for a slot. */
    void came() {
        wokenAt = null;
    }

    boolean isPassedOver(Instant now) {
        return wokenAt != null && !wokenAt.plus(PASSED_OVER).isAfter(now);
    }
}
