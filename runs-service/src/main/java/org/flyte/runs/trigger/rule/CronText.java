package org.flyte.runs.trigger.rule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.idl.task.Cron;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * The parts of a cron expression.
 *
 * @param fields five fields, a descriptor such as {@code @daily} already replaced
 * @param every distance of {@code @every}
 */
record CronText(String fields, ZoneId zone, Optional<Duration> every) {
    private static final Pattern ZONE = Pattern.compile("(?:CRON_TZ|TZ)=(\\S+)\\s+(.*)");
    private static final Pattern DURATION = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");
    private static final String EVERY = "@every ";
    private static final Map<String, String> DESCRIPTORS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    /** The time zone is that of the expression's prefix, else the cron's own, else UTC. */
    static CronText of(String field, Cron cron) {
        String text = cron.getExpression().strip();
        String zone = cron.getTimezone();
        Matcher prefix = ZONE.matcher(text);
        if (prefix.matches()) {
            zone = prefix.group(1);
            text = prefix.group(2).strip();
        }
        if (text.isEmpty()) {
            throw new InvalidArgument("%s is required", field);
        }
        if (text.startsWith(EVERY)) {
            return new CronText(text, zone(field, zone), Optional.of(duration(field, text.substring(EVERY.length()))));
        }
        if (text.startsWith("@") && !DESCRIPTORS.containsKey(text)) {
            throw new InvalidArgument(
                    "%s: '%s' is not a descriptor; use one of %s, or @every 1h30m",
                    field,
                    text,
                    String.join(", ", DESCRIPTORS.keySet().stream().sorted().toList()));
        }
        return new CronText(DESCRIPTORS.getOrDefault(text, text), zone(field, zone), Optional.empty());
    }

    private static ZoneId zone(String field, String name) {
        try {
            return ZoneId.of(name.isEmpty() ? "UTC" : name);
        } catch (DateTimeException e) {
            throw new InvalidArgument("%s: there is no time zone '%s'; use a name such as Europe/Berlin", field, name);
        }
    }

    private static Duration duration(String field, String text) {
        Matcher parts = DURATION.matcher(text.strip());
        if (text.isBlank() || !parts.matches()) {
            throw new InvalidArgument("%s: '%s' is not a duration; write it as 1h30m or 90s", field, text.strip());
        }
        return Duration.ofHours(part(parts.group(1)))
                .plusMinutes(part(parts.group(2)))
                .plusSeconds(part(parts.group(3)));
    }

    private static long part(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
