package org.flyte.runs.trigger.rule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * One field of a cron expression.
 *
 * @param values that fit
 * @param any whether the field is {@code *} or {@code ?}
 */
record CronField(BitSet values, boolean any) {

    /** Which values a field may have. */
    enum Kind {
        MINUTE("minute", 0, 59, List.of()),
        HOUR("hour", 0, 23, List.of()),
        DAY_OF_MONTH("day of month", 1, 31, List.of()),
        MONTH(
                "month",
                1,
                12,
                List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
        DAY_OF_WEEK("day of week", 0, 6, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

        private final String text;
        private final int min;
        private final int max;

        @SuppressWarnings("ImmutableEnumChecker") // the lists are immutable
        private final List<String> names;

        Kind(String text, int min, int max, List<String> names) {
            this.text = text;
            this.min = min;
            this.max = max;
            this.names = names;
        }
    }

    /** Parses a list of values, ranges and steps. */
    static CronField parse(String field, Kind kind, String text) {
        BitSet values = new BitSet();
        boolean any = false;
        for (String part : text.split(",", -1)) {
            any |= part.equals("*") || part.equals("?");
            String[] range = part.split("/", -1);
            if (range.length > 2) {
                throw invalid(field, kind, part);
            }
            int step = range.length == 2 ? number(field, kind, range[1], part) : 1;
            int[] bounds = bounds(field, kind, range[0], range.length == 2);
            if (step < 1 || bounds[0] > bounds[1]) {
                throw invalid(field, kind, part);
            }
            for (int value = bounds[0]; value <= bounds[1]; value += step) {
                values.set(value);
            }
        }
        return new CronField(values, any);
    }

    boolean fits(int value) {
        return values.get(value);
    }

    private static int[] bounds(String field, Kind kind, String text, boolean hasStep) {
        if (text.equals("*") || text.equals("?")) {
            return new int[] {kind.min, kind.max};
        }
        String[] ends = text.split("-", -1);
        if (ends.length > 2) {
            throw invalid(field, kind, text);
        }
        int low = value(field, kind, ends[0]);
        if (ends.length == 2) {
            return new int[] {low, value(field, kind, ends[1])};
        }
        return new int[] {low, hasStep ? kind.max : low};
    }

    private static int value(String field, Kind kind, String text) {
        int name = kind.names.indexOf(text.toUpperCase(Locale.ROOT));
        int value = name >= 0 ? kind.min + name : number(field, kind, text, text);
        if (value < kind.min || value > kind.max) {
            throw invalid(field, kind, text);
        }
        return value;
    }

    private static int number(String field, Kind kind, String digits, String part) {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid(field, kind, part);
        }
        return Integer.parseInt(digits);
    }

    private static InvalidArgument invalid(String field, Kind kind, String part) {
        return new InvalidArgument(
                "%s: '%s' is not a %s; values are %d to %d%s",
                field,
                part,
                kind.text,
                kind.min,
                kind.max,
                kind.names.isEmpty() ? "" : ", or " + kind.names.getFirst() + " to " + kind.names.getLast());
    }
}
