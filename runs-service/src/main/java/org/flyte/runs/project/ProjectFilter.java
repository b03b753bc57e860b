package org.flyte.runs.project;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * The textual filter of ListProjects as a condition over {@link ProjectEntity}:
 * {@code fn(field,value)} terms joined by {@code +}.
 *
 * @param where a condition with parameters {@code ?1…}
 */
record ProjectFilter(String where, List<Object> values) {
    private static final Pattern TERM =
            Pattern.compile("\\s*(\\w+)\\s*\\(\\s*(\\w+(?:\\.[^,\\s]+)?)\\s*,(.*)\\)\\s*", Pattern.DOTALL);
    /** A plus between terms, not one in a value. */
    private static final Pattern JOINT = Pattern.compile("(?<=\\))\\s*\\+");

    private static final String LABELS = "labels.";
    private static final int MAX_TERMS = 100;
    private static final int MAX_VALUES = 1_000;
    /** Fails with InvalidArgument that names the term. Without a filter archived projects are hidden. */
    static ProjectFilter parse(String filters) {
        if (filters.isBlank()) {
            return new ProjectFilter("p.state <> ?1", List.of(1));
        }
        String[] terms = JOINT.split(filters, -1);
        if (terms.length > MAX_TERMS) {
            throw new InvalidArgument("filters: %d terms are given, at most %d are allowed", terms.length, MAX_TERMS);
        }
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (String term : terms) {
            conditions.add(condition(term, values));
        }
        return new ProjectFilter(String.join(" and ", conditions), List.copyOf(values));
    }

    private static String condition(String term, List<Object> values) {
        Matcher parts = TERM.matcher(term);
        if (!parts.matches()) {
            throw new InvalidArgument("filters: '%s' is not of the form fn(field,value)", Address.shown(term));
        }
        String field = parts.group(2);
        String value = RequestFields.storable("filters", parts.group(3).trim());
        return field.startsWith(LABELS)
                ? label(parts.group(1), field, value, values)
                : column(parts.group(1), field, value, values);
    }

    private static String column(String function, String field, String value, List<Object> values) {
        String column = ProjectColumns.PROJECTS.column(field).sql();
        return switch (function.toLowerCase(Locale.ROOT)) {
            case "eq" -> column + " = " + bind(values, literal(field, value));
            case "ne" -> column + " <> " + bind(values, literal(field, value));
            case "contains" -> "locate(" + bind(values, value) + ", cast(" + column + " as string)) > 0";
            case "value_in" -> column + " in (" + each(field, value, values) + ")";
            default -> throw unknown(function);
        };
    }

    /** A project without the label differs from every value. */
    private static String label(String function, String field, String value, List<Object> values) {
        String key = RequestFields.required("filters: the key of a label", field.substring(LABELS.length()));
        String label = "cast(function('project_label', p.labels, " + bind(values, key) + ") as string)";
        return switch (function.toLowerCase(Locale.ROOT)) {
            case "eq" -> label + " = " + bind(values, value);
            case "ne" -> "coalesce(" + label + " <> " + bind(values, value) + ", true)";
            case "contains" -> "locate(" + bind(values, value) + ", " + label + ") > 0";
            case "value_in" -> label + " in (" + each(field, value, values) + ")";
            default -> throw unknown(function);
        };
    }

    private static String each(String field, String value, List<Object> values) {
        String[] parts = value.split(";", -1);
        if (parts.length > MAX_VALUES) {
            throw new InvalidArgument(
                    "filters: value_in has %d values, at most %d are allowed", parts.length, MAX_VALUES);
        }
        return Arrays.stream(parts)
                .map(one -> bind(values, literal(field, one.trim())))
                .collect(Collectors.joining(", "));
    }

    private static InvalidArgument unknown(String function) {
        return new InvalidArgument("filters: unknown function '%s', use eq, ne, contains or value_in", function);
    }

    private static String bind(List<Object> values, Object value) {
        values.add(value);
        return "?" + values.size();
    }

    private static Object literal(String field, String text) {
        try {
            return switch (field) {
                case "state" -> Integer.valueOf(text);
                case "created_at", "updated_at" -> time(text);
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
