package org.flyte.platform.propertytest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PropertyCheckTest {
    @Test
    void runsEveryTryWithOtherInput() throws Exception {
        Set<List<Integer>> inputs = new HashSet<>();

        new PropertyCheck(200, 1).run(draw -> inputs.add(draw.list(10, 10, d -> d.integer(0, 1_000))), null);

        assertThat(inputs).hasSize(200);
    }

    @Test
    void drawsTheSameFromTheSameSeed() throws Exception {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();

        new PropertyCheck(50, 7).run(draw -> first.add(draw.text(20)), null);
        new PropertyCheck(50, 7).run(draw -> second.add(draw.text(20)), null);

        assertThat(second).isEqualTo(first);
    }

    @Test
    void namesTheTryThatFailedAndRepeatsIt() {
        List<Integer> seen = new ArrayList<>();
        PropertyCheck.Check check = draw -> {
            int value = draw.integer(0, 100);
            seen.add(value);
            assertThat(value).isLessThan(90);
        };
        Throwable failure = catchThrowable(() -> new PropertyCheck(1_000, 3).run(check, null));
        Matcher named = Pattern.compile("-Dproperty.try=(\\S+)").matcher(failure.getMessage());
        assertThat(named.find()).isTrue();
        int failed = seen.getLast();
        assertThat(failure).hasMessageContaining("input: " + failed).hasCauseInstanceOf(AssertionError.class);

        seen.clear();
        assertThatThrownBy(() -> new PropertyCheck(1_000, 99).run(check, named.group(1)))
                .isInstanceOf(AssertionError.class);

        assertThat(seen).containsExactly(failed);
    }

    @Test
    void keepsTheRanges() {
        Set<Integer> ends = new HashSet<>();

        assertThatCode(() -> PropertyCheck.forAll(draw -> {
                    ends.add(draw.integer(-3, 3));
                    assertThat(draw.integer(Integer.MIN_VALUE, Integer.MAX_VALUE))
                            .isBetween(Integer.MIN_VALUE, Integer.MAX_VALUE);
                    assertThat(draw.list(2, 5, Draw::bool)).hasSizeBetween(2, 5);
                    assertThat(draw.bytes(1, 4)).hasSizeBetween(1, 4);
                    assertThat(draw.letters(1, 5)).matches("[a-zA-Z]{1,5}");
                    assertThat(draw.text(9)).hasSizeLessThanOrEqualTo(9);
                    assertThat(draw.of("x", "y")).isIn("x", "y");
                    assertThat(draw.subset(List.of(1, 2, 3)))
                            .isSubsetOf(1, 2, 3)
                            .isSorted();
                    assertThat(draw.<Object>oneOf(d -> 1, d -> "a")).isIn(1, "a");
                }))
                .doesNotThrowAnyException();
        assertThat(ends).containsExactlyInAnyOrder(-3, -2, -1, 0, 1, 2, 3);
    }
}
