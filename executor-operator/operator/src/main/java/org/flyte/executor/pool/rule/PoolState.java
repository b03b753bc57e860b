package org.flyte.executor.pool.rule;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a try is carried out, as recorded with its action. */
public sealed interface PoolState {
    /**
     * In a slot of a pod of a pool.
     *
     * @param container name of its primary container
     * @param since when the slot was leased
     */
    record Leased(String pool, String pod, String uid, String container, Instant since) implements PoolState {}

    /**
     * As an ordinary pod.
     *
     * @param reason for people
     */
    record Ordinary(String reason) implements PoolState {}

    /** As fields of the recorded JSON. */
    default Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("version", "1");
        switch (this) {
            case Leased leased -> {
                fields.put("pool", leased.pool());
                fields.put("pod", leased.pod());
                fields.put("uid", leased.uid());
                fields.put("container", leased.container());
                fields.put("since", leased.since().toString());
            }
            case Ordinary ordinary -> fields.put("ordinary", ordinary.reason());
        }
        return fields;
    }

    /** Empty when they are of no version that is known. */
    static Optional<PoolState> of(Map<String, String> fields) {
        if (!"1".equals(fields.get("version"))) {
            return Optional.empty();
        }
        if (fields.containsKey("ordinary")) {
            return Optional.of(new Ordinary(fields.get("ordinary")));
        }
        try {
            return Optional.of(new Leased(
                    fields.get("pool"),
                    fields.get("pod"),
                    fields.get("uid"),
                    fields.get("container"),
                    Instant.parse(fields.get("since"))));
        } catch (DateTimeParseException | NullPointerException e) {
            return Optional.empty();
        }
    }
}
