package org.flyte.executor.plugin.job;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a custom resource whose controller may be of any version: a field that is absent or of another type is empty. */
public record JobResource(GenericKubernetesResource object) {
    /**
     * A condition of the status.
     *
     * @param since when it became what it is; the beginning of time when it does not say
     */
    public record Condition(String type, boolean isTrue, String reason, String message, Instant since) {
        /** Reason and message, as far as there are any. */
        public String describe() {
            return message.isEmpty() ? reason : reason.isEmpty() ? message : reason + ": " + message;
        }
    }

    public String name() {
        return object.getMetadata().getName();
    }

    public String namespace() {
        return object.getMetadata().getNamespace();
    }

    public String text(String... path) {
        return at(path) instanceof String text ? text : "";
    }

    public int number(String... path) {
        return at(path) instanceof Number number ? number.intValue() : 0;
    }

    public boolean flag(String... path) {
        return at(path) instanceof Boolean flag && flag;
    }

    public Optional<Instant> time(String... path) {
        return time(text(path));
    }

    /** The objects of a list. */
    public List<Map<?, ?>> items(String... path) {
        List<Map<?, ?>> items = new ArrayList<>();
        if (at(path) instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map) {
                    items.add(map);
                }
            }
        }
        return items;
    }

    /** Those of the status, in its order. */
    public List<Condition> conditions() {
        return items("status", "conditions").stream()
                .map(JobResource::condition)
                .toList();
    }

    /** The condition that became true last; of several at one time, the one that the status has last. */
    public Optional<Condition> newestCondition() {
        return conditions().stream()
                .filter(Condition::isTrue)
                .reduce((first, second) ->
                        Comparator.comparing(Condition::since).compare(first, second) > 0 ? first : second);
    }

    private Object at(String... path) {
        return object.get((Object[]) path);
    }

    private static Condition condition(Map<?, ?> fields) {
        return new Condition(
                text(fields, "type"),
                "True".equals(fields.get("status")),
                text(fields, "reason"),
                text(fields, "message"),
                time(text(fields, "lastTransitionTime")).orElse(Instant.EPOCH));
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    private static Optional<Instant> time(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
