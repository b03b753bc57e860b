package org.flyte.runs.trigger.rule;

import java.time.Instant;
import java.util.Optional;
import org.flyte.idl.task.Cron;
import org.flyte.idl.task.Schedule;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The times at which a schedule is due. */
public sealed interface DueTimes permits CronExpression, FixedDistance {
    /** Returns the first time that is later than the given one; empty if there is none within years. */
    Optional<Instant> after(Instant time);

    /**
     * Reads the schedule of a trigger.
     *
     * @param anchor when the trigger was activated: a rate without a start time counts from here
     * @throws InvalidArgument that names the field, for a schedule that cannot be read or is never due
     */
    @SuppressWarnings("deprecation") // clients still send cron_expression
    static DueTimes of(Schedule schedule, Instant anchor) {
        DueTimes times = switch (schedule.getExpressionCase()) {
            case RATE -> FixedDistance.of(schedule.getRate(), anchor);
            case CRON -> cron("schedule.cron.expression", schedule.getCron(), anchor);
            case CRON_EXPRESSION ->
                cron(
                        "schedule.cron_expression",
                        Cron.newBuilder()
                                .setExpression(schedule.getCronExpression())
                                .build(),
                        anchor);
            case EXPRESSION_NOT_SET ->
                throw new InvalidArgument("schedule: one of rate, cron and cron_expression is required");
        };
        if (times.after(anchor).isEmpty()) {
            throw new InvalidArgument("schedule is never due: no day fits its fields within the next years");
        }
        return times;
    }

    private static DueTimes cron(String field, Cron cron, Instant anchor) {
        CronText text = CronText.of(field, cron);
        return text.every()
                .<DueTimes>map(distance -> new FixedDistance(anchor, distance))
                .orElseGet(() -> CronExpression.parse(field, text.fields(), text.zone()));
    }
}
