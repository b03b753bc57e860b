package org.flyte.runs.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.runs.trigger.TriggerKey;
import org.flyte.runs.trigger.rule.DueTimes;

/**
 * A trigger that is due and reserved for this replica.
 *
 * @param due the earliest time that is not made up for
 * @param anchor since when the schedule is in force
 * @param failures to start the run of this due time so far
 */
record DueTrigger(
        TriggerKey key,
        long revision,
        Instant due,
        Instant anchor,
        int failures,
        TriggerAutomationSpec automation,
        TriggerSpec spec) {
    /** More due times than any outage leaves; beyond it the schedule goes on from now. */
    private static final int MAX_MISSED = 200_000;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /**
     * Which due time is fired.
     *
     * @param due to fire now
     * @param skipped number of earlier ones that are passed over
     */
    record Choice(Instant due, int skipped) {}

    /** The earliest of the last {@code max} due times up to now. */
    Choice choose(Instant now, int max) {
        Deque<Instant> latest = new ArrayDeque<>();
        int count = 0;
        Optional<Instant> time = Optional.of(due);
        while (time.isPresent() && !time.get().isAfter(now) && count < MAX_MISSED) {
            if (latest.size() == max) {
                latest.removeFirst();
            }
            latest.addLast(time.get());
            count++;
            time = times().after(time.get());
        }
        return latest.isEmpty() ? new Choice(due, 0) : new Choice(latest.getFirst(), count - latest.size());
    }

    /** The due time that follows; empty if there is none. */
    Optional<Instant> after(Instant time) {
        return times().after(time);
    }

    /** The same for every replica: FNV-1, 64 bits, of the trigger and the due time. */
    static String runName(TriggerKey key, Instant due) {
        ZonedDateTime time = due.atZone(ZoneOffset.UTC);
        String text = "%s:%s:%s:%s:%d:%d:%d:%d:%d:%d"
                .formatted(
                        key.project(),
                        key.domain(),
                        key.taskName(),
                        key.name(),
                        time.getYear(),
                        time.getMonthValue(),
                        time.getDayOfMonth(),
                        time.getHour(),
                        time.getMinute(),
                        time.getSecond());
        long hash = FNV_OFFSET;
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash * FNV_PRIME) ^ (next & 0xff);
        }
        return "r" + Long.toHexString(hash);
    }

    private DueTimes times() {
        return DueTimes.of(automation.getSchedule(), anchor);
    }
}
