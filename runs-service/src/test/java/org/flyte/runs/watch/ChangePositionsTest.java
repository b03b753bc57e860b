package org.flyte.runs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.platform.propertytest.PropertyCheck;
import org.flyte.runs.watch.ChangePositions.Snapshot;
import org.junit.jupiter.api.Test;

class ChangePositionsTest {
    private final ChangePositions positions = new ChangePositions();

    @Test
    void isKnownAtOnceWhenNoTransactionIsInProgress() {
        assertThat(positions.isKnown()).isFalse();

        positions.advance(new Snapshot(40, 7, 7));

        assertThat(positions.isKnown()).isTrue();
        assertThat(positions.read()).isEqualTo(40);
    }

    @Test
    void waitsForEveryTransactionThatMayHaveAnEarlierNumber() {
        positions.advance(new Snapshot(40, 5, 7));
        positions.advance(new Snapshot(50, 5, 9));
        assertThat(positions.isKnown()).isFalse();

        positions.advance(new Snapshot(60, 7, 12));
        assertThat(positions.read()).isEqualTo(40);

        positions.advance(new Snapshot(60, 12, 12));
        assertThat(positions.read()).isEqualTo(60);
    }

    @Test
    void staysBehindATransactionThatNeverEnds() {
        for (int i = 0; i < 10_000; i++) {
            positions.advance(new Snapshot(i, 5, 7 + i));
        }

        assertThat(positions.isKnown()).isFalse();
        positions.advance(new Snapshot(20_000, 20_000, 20_000));
        assertThat(positions.read()).isEqualTo(20_000);
    }

    /** A model of the database: transactions get an id, then numbers, and commit in any order. */
    @Test
    void neverPassesANumberThatIsNotVisible() throws Exception {
        PropertyCheck.forAll(300, draw -> {
            ChangePositions model = new ChangePositions();
            Map<Long, List<Long>> open = new HashMap<>();
            List<Long> visible = new ArrayList<>();
            List<Long> delivered = new ArrayList<>();
            long nextId = 10;
            long lastNumber = 0;
            for (int step = 0; step < 120; step++) {
                switch (draw.integer(0, 3)) {
                    case 0 -> open.put(nextId++, new ArrayList<>());
                    case 1 -> {
                        if (!open.isEmpty()) {
                            open.get(draw.of(List.copyOf(open.keySet()))).add(++lastNumber);
                        }
                    }
                    case 2 -> {
                        if (!open.isEmpty()) {
                            visible.addAll(open.remove(draw.of(List.copyOf(open.keySet()))));
                        }
                    }
                    default -> {
                        long oldest = open.keySet().stream().min(Long::compare).orElse(nextId);
                        long since = model.read();
                        visible.stream().filter(number -> number > since).forEach(delivered::add);
                        model.advance(new Snapshot(lastNumber, oldest, nextId++));
                    }
                }
            }
            long since = model.read();
            open.values().forEach(visible::addAll);
            visible.stream().filter(number -> number > since).forEach(delivered::add);
            assertThat(delivered).containsAll(visible);
        });
    }
}
