package org.flyte.executor.pool;

import java.time.Instant;
import org.flyte.executor.pool.rule.End;
import org.flyte.executor.pool.rule.Starvation.Member;
import org.flyte.executor.pool.rule.TryId;

/** A slot that a try holds, or held until its end was recorded. Guarded by its {@link PoolSlots}. */
final class Lease {
    final TryId id;
    final Member member;
    final String pod;
    final String uid;
    final Instant since;
    boolean sent;
    boolean started;
    boolean refused;
    boolean aborted;
    End end;

    Lease(TryId id, Member member, String pod, String uid, Instant since) {
        this.id = id;
        this.member = member;
        this.pod = pod;
        this.uid = uid;
        this.since = since;
    }
}
