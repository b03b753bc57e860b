package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import org.flyte.executor.plugin.Failure;
import org.flyte.idl.common.ActionPhase;

/** What became of the object of the current physical try. */
public sealed interface Seen {
    /** There is none. */
    record Absent() implements Seen {}

    /** It is being deleted and should be gone by then; how it ended is not known. */
    record Leaving(Instant until) implements Seen {}

    /** It is on its way; {@code checkAt}, unless null, is when time alone may change that. */
    record Active(ActionPhase phase, String reason, Instant since, Instant checkAt) implements Seen {}

    /** It ended well; the outputs are readable. */
    record Succeeded() implements Seen {}

    /** It ended badly, or never will come up. */
    record Failed(Failure failure) implements Seen {}

    /** It could not be created for want of room; {@code since} is when the waiting began. */
    record NoRoom(String reason, Instant since) implements Seen {}
}
