package org.flyte.platform.audit;

import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which records a query wants.
 *
 * @param since those from then on
 * @param equal values that fields have to have, by JSON pointer
 */
record AuditFilter(Instant since, Map<String, String> equal) {
    private static final Map<String, String> FIELDS = Map.of(
            "--project", "/resource/project",
            "--domain", "/resource/domain",
            "--name", "/resource/name",
            "--principal", "/principal/name",
            "--method", "/method",
            "--code", "/code",
            "--request", "/requestId");
    private static final Set<String> SWITCHES = Set.of("--denied", "--verify");

    /** Reads options; fails with IllegalArgumentException for one that is unknown or lacks its value. */
    static AuditFilter of(List<String> options, Instant now) {
        Map<String, String> equal = new HashMap<>();
        Instant since = Instant.EPOCH;
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (option.equals("--denied")) {
                equal.put("/decision", "denied");
            }
            if (SWITCHES.contains(option)) {
                continue;
            }
            if (++i == options.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = options.get(i);
            if (option.equals("--since")) {
                since = time(value, now);
            } else if (FIELDS.containsKey(option)) {
                equal.put(FIELDS.get(option), value);
            } else if (!option.equals("--command-config")) {
                throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new AuditFilter(since, Map.copyOf(equal));
    }

    private static Instant time(String value, Instant now) {
        try {
            return value.startsWith("P") ? now.minus(Duration.parse(value)) : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--since is a time such as 2026-01-31T12:00:00Z or a duration such as PT1H, not " + value, e);
        }
    }

    boolean matches(JsonObject record) {
        return equal.entrySet().stream()
                .allMatch(field ->
                        field.getValue().equals(JsonPointer.from(field.getKey()).queryJson(record)));
    }
}
