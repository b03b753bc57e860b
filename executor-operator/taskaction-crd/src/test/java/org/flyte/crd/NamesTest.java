package org.flyte.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @Test
    void buildsResourceNamesFromRunAndAction() {
        assertThat(Names.resource("p", "d", "run1", "a0")).matches("run1-a0-[0-9a-f]{8}");
    }

    @Test
    void givesSimilarIdsDifferentNames() {
        assertThat(Names.resource("p", "d", "a-b", "c")).isNotEqualTo(Names.resource("p", "d", "a", "b-c"));
        assertThat(Names.resource("p", "d", "r", "a0")).isNotEqualTo(Names.resource("q", "d", "r", "a0"));
    }

    @Test
    void makesResourceNamesLegal() {
        assertThat(Names.resource("p", "d", "_Run", "My_Action")).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    }

    @ParameterizedTest
    @CsvSource({"1, 0, x-0", "3, 0, x-2", "3, 2, x-2-2"})
    void namesEachTryOfAnAttemptDifferently(int attempt, int lost, String pod) {
        assertThat(Names.pod("x", attempt, lost)).isEqualTo(pod);
    }

    @ParameterizedTest
    @CsvSource({"ab, ab", "a/b, a-b", "-ab_, xabx", "'', ''", "a b.c, a-b.c"})
    void makesLabelValuesLegal(String text, String value) {
        assertThat(Names.labelValue(text)).isEqualTo(value);
    }

    @Test
    void spreadsRunsOverShards() {
        int[] runs = new int[4];
        for (int i = 0; i < 4000; i++) {
            runs[Names.shard("p", "d", "run" + i, 4)]++;
        }

        assertThat(Arrays.stream(runs).boxed()).allMatch(count -> count > 850 && count < 1150);
        assertThat(Names.shard("p", "d", "run1", 1)).isZero();
        assertThat(Names.shard("p", "d", "run1", 7)).isEqualTo(Names.shard("p", "d", "run1", 7));
    }

    @Test
    void cutsLongLabelValues() {
        assertThat(Names.labelValue("a".repeat(62) + "-b")).isEqualTo("a".repeat(62) + "x");
    }

    @Test
    void shortensNamesThatAreTooLong() {
        String name = "rk7q2m9x4w8c5v1b3n6z-0123456789abcdef-0";

        assertThat(Names.shortened(name, 39)).isEqualTo(name);
        assertThat(Names.shortened(name, 30)).hasSizeLessThanOrEqualTo(30).startsWith("rk7q2m9x4w8c5v1b3n6z-");
        assertThat(Names.shortened(name, 30)).isNotEqualTo(Names.shortened(name + "1", 30));
        assertThat(Names.shortened(name, 30)).isEqualTo(Names.shortened(name, 30));
        assertThat(Names.shortened("abcdefghij-------------------------k", 20)).matches("abcdefghij-[0-9a-f]{8}");
    }
}
