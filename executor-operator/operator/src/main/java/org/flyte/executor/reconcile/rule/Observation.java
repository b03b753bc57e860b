package org.flyte.executor.reconcile.rule;

import java.time.Instant;
import org.flyte.executor.plugin.Failure;
import org.flyte.idl.common.ActionPhase;

/** What is known of the object of the current try. */
public sealed interface Observation {
    /** There is none. */
    record Absent() implements Observation {}

    /** It is being deleted and should be gone by then; how it ended is not known. */
    record Terminating(Instant until) implements Observation {}

    /**
     * It has not ended yet.
     *
     * @param since when it was created; of a running one, when it began to run
     * @param checkAt when time alone may change the observation, or null
     */
    record Active(ActionPhase phase, String reason, Instant since, Instant checkAt) implements Observation {}

    /** It succeeded; the outputs are readable. */
    record Succeeded() implements Observation {}

    /** It failed, or can never start. */
    record Failed(Failure failure) implements Observation {}

    /** It was not created because a quota is used up, or a permission is missing; {@code since} is when the waiting began. */
    record NotYet(String reason, Instant since) implements Observation {}

    /** It was not created because an object of an earlier action has its name and is still being deleted. */
    record NameTaken(String reason, Instant since) implements Observation {}

    /** It is being started, or was started without an event that shows it; {@code checkAt} may be null when an event will come. */
    record Starting(Instant checkAt) implements Observation {}

    /** It was not created because the cache was asked for the result; the answer is an event. */
    record AskingCache(Instant checkAt) implements Observation {}

    /** It was not created because another action computes the same result. */
    record Reserved(Instant checkAt) implements Observation {}

    /** It is not needed: the outputs were in the cache, and are readable. */
    record Cached() implements Observation {}

    /** It succeeded, and its outputs are being stored in the cache; the end of that is an event. */
    record Storing(Instant checkAt) implements Observation {}

    /**
     * It is not started, or how it ended is not read, until others are through; the turn of the action is an event.
     *
     * @param over whether its process has ended
     */
    record Busy(Instant checkAt, boolean over) implements Observation {}

    /** Whether the try has ended. */
    default boolean isOver() {
        return switch (this) {
            case Succeeded _, Failed _, Cached _, Storing _ -> true;
            case Busy busy -> busy.over();
            case Absent _, Starting _, Terminating _, Active _, NotYet _, NameTaken _, AskingCache _, Reserved _ ->
                false;
        };
    }
}
