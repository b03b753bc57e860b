package org.flyte.runs.project;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * The textual filter of ListProjects as a condition over {@link ProjectEntity}:
 * {@code fn(field,value)} terms joined by {@code +}.
 *
 * @param where a condition with parameters {@code ?1…}
 */
record ProjectFilter(String where, List<Object> values) {
    private static final Pattern TERM = Pattern.compile("\\s*(\\w+)\\s*\\(\\s*(\\w+)\\s*,(.*)\\)\\s*", Pattern.DOTALL);
    private static final Map<String, String> FIELDS = Map.of(
            "identifier", "identifier",
            "name", "name",
            "description", "description",
            "state", "state",
            "created_at", "createdAt",
            "updated_at", "updatedAt");

    /** Fails with InvalidArgument that names the term. Without a filter archived projects are hidden. */
    static ProjectFilter parse(String filters) {
        if (filters.isBlank()) {
            return new ProjectFilter("p.state <> ?1", List.of(1));
        }
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (String term : filters.split("\\+", -1)) {
            conditions.add(condition(term, values));
        }
        return new ProjectFilter(String.join(" and ", conditions), List.copyOf(values));
    }

    /** The entity's field behind a column name; fails with InvalidArgument. */
    static String field(String column) {
        String field = FIELDS.get(column);
        if (field == null) {
            throw new InvalidArgument(
                    "projects cannot be filtered or sorted by '%s'; use one of %s",
                    Address.shown(column),
                    String.join(", ", FIELDS.keySet().stream().sorted().toList()));
        }
        return field;
    }

    private static String condition(String term, List<Object> values) {
        Matcher parts = TERM.matcher(term);
        if (!parts.matches()) {
            throw new InvalidArgument("filters: '%s' is not of the form fn(field,value)", Address.shown(term));
        }
        String field = field(parts.group(2));
        String value = parts.group(3).trim();
        return switch (parts.group(1).toLowerCase(Locale.ROOT)) {
            case "eq" -> "p." + field + " = " + bind(values, literal(field, value));
            case "ne" -> "p." + field + " <> " + bind(values, literal(field, value));
            case "contains" -> "locate(" + bind(values, value) + ", cast(p." + field + " as string)) > 0";
            case "value_in" -> {
                List<String> each = Arrays.stream(value.split(";", -1))
                        .map(one -> bind(values, literal(field, one.trim())))
                        .toList();
                yield "p." + field + " in (" + String.join(", ", each) + ")";
            }
            default ->
                throw new InvalidArgument(
                        "filters: unknown function '%s', use eq, ne, contains or value_in", parts.group(1));
        };
    }

    private static String bind(List<Object> values, Object value) {
        values.add(value);
        return "?" + values.size();
    }

    private static Object literal(String field, String text) {
        try {
            return switch (field) {
                case "state" -> Integer.valueOf(text);
                case "createdAt", "updatedAt" -> time(text);
                default -> text;
            };
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new InvalidArgument("filters: '%s' is not a value of %s", Address.shown(text), field);
        }
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}
