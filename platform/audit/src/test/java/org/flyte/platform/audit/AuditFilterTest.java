package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditFilterTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'--project p --domain d', true",
        "'--project q',            false",
        "'--principal alice',      true",
        "'--method CreateRun --code ok --request r7', true",
        "'--denied',               false",
        "'--name other',           false",
        "'',                       true",
    })
    void comparesFields(String options, boolean matches) {
        JsonObject record = new JsonObject("""
                {"method":"CreateRun","decision":"allowed","code":"ok","requestId":"r7","principal":{"name":"alice"},
                 "resource":{"project":"p","domain":"d","name":"run1"}}
                """);

        assertThat(AuditFilter.of(words(options), NOW).matches(record)).isEqualTo(matches);
    }

    @Test
    void readsTimesAndDurations() {
        assertThat(AuditFilter.of(List.of("--since", "PT1H"), NOW).since()).isEqualTo("2026-11-28T11:00:00Z");
        assertThat(AuditFilter.of(List.of("--since", "2026-01-01T00:00:00Z"), NOW)
                        .since())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(AuditFilter.of(List.of("--verify"), NOW).since()).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "'--since yesterday', --since is a time",
        "'--project',         --project needs a value",
        "'--colour red',      unknown option --colour",
    })
    void refusesOtherOptions(String options, String message) {
        assertThatThrownBy(() -> AuditFilter.of(words(options), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static List<String> words(String options) {
        return options.isEmpty() ? List.of() : List.of(options.split(" "));
    }
}
