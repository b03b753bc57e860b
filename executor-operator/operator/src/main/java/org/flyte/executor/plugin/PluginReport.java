package org.flyte.executor.plugin;

import java.time.Instant;

/**
 * What a plugin sees of the object that carries out an attempt.
 *
 * @param phase where the object stands
 * @param reason for people; empty when there is nothing to say
 * @param failure present exactly when the phase is FAILED or CRASHED
 * @param since when the object was created
 * @param runningSince when the object began to run, as exact as it says itself; null unless the phase is RUNNING
 * @param checkAt when time alone may change the report, or null
 * @param terminatingUntil when it should be gone, while it is being deleted; else null
 */
public record PluginReport(
        Phase phase,
        String reason,
        Failure failure,
        Instant since,
        Instant runningSince,
        Instant checkAt,
        Instant terminatingUntil) {
    /** The same, for another reason. */
    public PluginReport withReason(String other) {
        return new PluginReport(phase, other, failure, since, runningSince, checkAt, terminatingUntil);
    }

    /** The same, to be looked at again by that time. */
    public PluginReport checkedBy(Instant time) {
        Instant earlier = checkAt != null && checkAt.isBefore(time) ? checkAt : time;
        return new PluginReport(phase, reason, failure, since, runningSince, earlier, terminatingUntil);
    }

    /** Where the object stands. */
    public enum Phase {
        /** It exists, nothing more is known. */
        QUEUED,
        /** It waits for free capacity in the cluster. */
        WAITING,
        /** Its parts are being prepared. */
        INITIALIZING,
        RUNNING,
        /** The process ended by itself; its files show how. */
        COMPLETED,
        /** The process crashed, which is a failure unless it had written its outputs. */
        CRASHED,
        FAILED;

        public boolean isOver() {
            return this == COMPLETED || this == CRASHED || this == FAILED;
        }
    }
}
