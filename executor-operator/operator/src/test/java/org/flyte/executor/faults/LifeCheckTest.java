package org.flyte.executor.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.executor.faults.LifeCheck.Life;
import org.flyte.platform.events.EventId;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeCheckTest {
    private static final Map<String, Set<String>> POD = Map.of("x-0", Set.of("1"));

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDS, false, 'RUNNING/1 SUCCEEDED/1',",
        "SUCCEEDS, false, 'RUNNING/1 RUNNING/1 SUCCEEDED/1',",
        "FAILS_ONCE, false, 'RUNNING/1 FAILED/1 QUEUED/2 SUCCEEDED/2',",
        "SUCCEEDS, true, 'RUNNING/1 ABORTED/1',",
        "SUCCEEDS, true, 'RUNNING/1 SUCCEEDED/1',",
        "SUCCEEDS, false, '', has no event",
        "SUCCEEDS, false, 'RUNNING/1', ended with",
        "SUCCEEDS, false, 'RUNNING/1 ABORTED/1', ended with",
        "SUCCEEDS, false, 'RUNNING/1 QUEUED/1 SUCCEEDED/1', went from",
        "FAILS_ONCE, false, 'SUCCEEDED/1 SUCCEEDED/2', went from",
        "SUCCEEDS, true, 'SUCCEEDED/1 ABORTED/1', ended attempt 1 twice",
    })
    void judgesEvents(Plan plan, boolean aborted, String events, String violation) {
        List<String> found = check(new Life("x", plan, aborted, ids(events), null, POD));

        if (violation == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).anyMatch(line -> line.contains(violation));
        }
    }

    @Test
    void comparesEventsWithTheStatus() {
        List<EventId> events = ids("RUNNING/1 SUCCEEDED/1");

        assertThat(check(new Life("x", Plan.SUCCEEDS, false, events, events, POD)))
                .isEmpty();
        assertThat(check(new Life("x", Plan.SUCCEEDS, false, events, ids("SUCCEEDED/1"), POD)))
                .singleElement()
                .asString()
                .contains("has the status");
    }

    @Test
    void countsPods() {
        List<EventId> events = ids("RUNNING/1 SUCCEEDED/1");

        assertThat(check(new Life("x", Plan.SUCCEEDS, false, events, null, Map.of("x-0", Set.of("1", "2")))))
                .singleElement()
                .asString()
                .contains("created twice");
        assertThat(check(new Life(
                        "x", Plan.SUCCEEDS, false, events, null, Map.of("x-0", Set.of("1"), "x-0-1", Set.of("2")))))
                .singleElement()
                .asString()
                .contains("had 1 attempts but the pods");
    }

    private static List<String> check(Life life) {
        LifeCheck check = new LifeCheck();
        check.check(life);
        return check.violations();
    }

    private static List<EventId> ids(String events) {
        ActionKey key = new ActionKey("p", "d", "x", "a0");
        return Stream.of(events.split(" "))
                .filter(event -> !event.isEmpty())
                .map(event -> event.split("/"))
                .map(parts -> new EventId(key, Integer.parseInt(parts[1]), ActionPhases.parse(parts[0]), 0))
                .toList();
    }
}
