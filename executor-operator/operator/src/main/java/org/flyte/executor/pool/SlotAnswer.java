package org.flyte.executor.pool;

import org.flyte.executor.pool.rule.PoolState.Leased;

/** The answer of a pool to a try that asks for a slot. */
sealed interface SlotAnswer {
    /** It has the slot. */
    record Slot(Leased lease) implements SlotAnswer {}

    /** It is woken when there is one. */
    record Wait() implements SlotAnswer {}

    /** It must run elsewhere. */
    record Elsewhere(Fallback why, String reason) implements SlotAnswer {}

    /** There is no pod, and none can be made now. */
    record NotYet(String reason) implements SlotAnswer {}
}
