package org.flyte.executor.pool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.pool.rule.PoolState;
import org.flyte.executor.pool.rule.PoolState.Leased;

/** Reads and writes how a try is carried out. */
public final class PoolStates {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};

    private PoolStates() {}

    /** Empty when nothing is recorded of this try. */
    static Optional<PoolState> of(TaskExecution execution) {
        return execution.state().flatMap(PoolStates::parse);
    }

    /** The slot of this try; empty when it has none. */
    public static Optional<Leased> leaseOf(TaskExecution execution) {
        return of(execution).filter(Leased.class::isInstance).map(Leased.class::cast);
    }

    static Optional<PoolState> parse(String text) {
        try {
            return PoolState.of(JSON.readValue(text, FIELDS));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static String text(PoolState state) {
        try {
            return JSON.writeValueAsString(state.fields());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
