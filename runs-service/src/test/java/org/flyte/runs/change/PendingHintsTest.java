package org.flyte.runs.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class PendingHintsTest {
    private static final RunKey RUN = new RunKey("flytesnacks", "development", "r1");

    private final PendingHints pending = new PendingHints();

    @Test
    void namesEachChangedActionOnce() {
        assertThat(pending.add(RUN, List.of("a0"))).isTrue();
        assertThat(pending.add(RUN, List.of("a0", "c1"))).isFalse();

        assertThat(hints()).containsExactly(new Hint.Changed(Map.of(RUN, Set.of("a0", "c1"))));
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void namesOnlyTheRunOfManyActions() {
        pending.add(RUN, names(PendingHints.MAX_ACTIONS + 1));
        pending.add(RUN, List.of("later"));

        assertThat(hints()).containsExactly(new Hint.Changed(Map.of(RUN, Set.of())));
    }

    @Test
    void namesNothingWhenThereAreTooManyRuns() {
        for (int i = 0; i <= PendingHints.MAX_RUNS; i++) {
            pending.add(new RunKey("p", "d", "r" + i), List.of("a0"));
        }
        pending.add(RUN, List.of("a0"));

        assertThat(hints()).containsExactly(new Hint.AnythingChanged());
    }

    @Test
    void keepsThatHintsWereLostUntilItIsTaken() {
        pending.add(RUN, List.of("a0"));
        pending.addAnything();

        assertThat(hints()).containsExactly(new Hint.AnythingChanged());
        assertThat(hints()).isEmpty();
    }

    @Test
    void ignoresWhatALaterVersionSends() {
        assertThat(List.of(
                        "", "{}", "[]", "{\"changed\":7}", "{\"changed\":[[\"p\"]]}", "{\"new\":true}", "\"", "null"))
                .allMatch(text -> Hint.parse(text).isEmpty(), "is ignored");
    }

    @Test
    void hintsAtEveryChangeInFewBoundedNotifications() throws Exception {
        PropertyCheck.forAll(100, draw -> {
            PendingHints hints = new PendingHints();
            Map<RunKey, Set<String>> changed = new HashMap<>();
            for (int i = draw.integer(0, 300); i > 0; i--) {
                RunKey run = new RunKey("p\"" + draw.integer(0, 3), "dé\n", "r" + draw.integer(0, 120));
                List<String> names = IntStream.range(0, draw.integer(1, 12))
                        .mapToObj(n -> "ä/,\"" + draw.integer(0, 400) + "x".repeat(draw.integer(0, 150)))
                        .toList();
                hints.add(run, names);
                changed.computeIfAbsent(run, key -> new HashSet<>()).addAll(names);
            }

            List<String> texts = hints.take();

            assertThat(texts).hasSizeLessThanOrEqualTo(PendingHints.MAX_NOTIFICATIONS + 1);
            assertThat(texts).allMatch(text -> text.getBytes(StandardCharsets.UTF_8).length <= PendingHints.MAX_BYTES);
            Map<RunKey, Set<String>> told = new HashMap<>();
            for (String text : texts) {
                if (Hint.parse(text).orElseThrow() instanceof Hint.Changed some) {
                    told.putAll(some.actions());
                } else {
                    return;
                }
            }
            assertThat(told.keySet()).isEqualTo(changed.keySet());
            told.forEach((run, names) -> {
                if (!names.isEmpty()) {
                    assertThat(names).isEqualTo(changed.get(run));
                }
            });
        });
    }

    private List<Hint> hints() {
        return pending.take().stream()
                .map(text -> Hint.parse(text).orElseThrow())
                .toList();
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "c" + i).toList();
    }
}
