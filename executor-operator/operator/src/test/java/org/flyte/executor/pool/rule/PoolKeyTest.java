package org.flyte.executor.pool.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class PoolKeyTest {
    private static final List<String> NAMES = List.of("a", "b", "ab", "a/b", "");

    @Test
    void tasksThatDifferInAnythingShareNoPool() throws Exception {
        PropertyCheck.forAll(2_000, draw -> {
            PoolKey one = key(draw);
            PoolKey other = key(draw);

            assertThat(one.name().equals(other.name())).isEqualTo(parts(one).equals(parts(other)));
        });
    }

    @Test
    void whereThePartsAreDividedMakesADifference() {
        Policy policy = new Policy("e", 1, 1, 1, Duration.ZERO, Duration.ZERO, false);

        assertThat(new PoolKey("n", "ab", "c", "{}", List.of(), List.of(), policy, "").name())
                .isNotEqualTo(new PoolKey("n", "a", "bc", "{}", List.of(), List.of(), policy, "").name());
        assertThat(new PoolKey("n", "p", "d", "{}", List.of(new byte[] {1}), List.of(), policy, "").name())
                .isNotEqualTo(new PoolKey("n", "p", "d", "{}", List.of(), List.of("\u0001"), policy, "").name());
    }

    @Test
    void aRunMattersOnlyWhereEachHasWorkersOfItsOwn() {
        assertThat(ofRun("r1", false)).isEqualTo(ofRun("r2", false));
        assertThat(ofRun("r1", true)).isNotEqualTo(ofRun("r2", true));
    }

    @Test
    void whatIsOfOneTryMakesNoDifference() throws Exception {
        PropertyCheck.forAll(300, draw -> {
            String bundle = draw.of("s3://b/1.tgz", "s3://b/2.tgz");
            String other = draw.of("s3://b/1.tgz", "s3://b/2.tgz");

            assertThat(command(draw, bundle).equals(command(draw, other))).isEqualTo(bundle.equals(other));
        });
    }

    private static List<String> command(Draw draw, String bundle) {
        List<String> words = new ArrayList<>(List.of("a0"));
        for (String option : List.of("--inputs", "--outputs-path", "--raw-data-path", "--name", "--run-name", "-p")) {
            words.add(option);
            words.add(draw.of("s3://x/1", "s3://x/2"));
        }
        words.add("--run-start-time=" + draw.of("2026", "2027"));
        words.addAll(List.of("--version", "v", "--tgz", bundle, "--dest", "."));
        words.addAll(List.of("--resolver", "flyte.Resolver", "mod", "m", "instance", draw.of("one", "two")));
        return new TaskCommand(words).shared();
    }

    private static String ofRun(String run, boolean perRun) {
        Policy policy = new Policy("e", 1, 1, 1, Duration.ZERO, Duration.ZERO, perRun);
        return PoolKey.of("n", "p", "d", "{}", List.of(), new TaskCommand(List.of("a0")), policy, run)
                .name();
    }

    private static PoolKey key(Draw draw) {
        return new PoolKey(
                draw.of(NAMES),
                draw.of(NAMES),
                draw.of(NAMES),
                draw.of("{\"serviceAccountName\":\"x\"}", "{}"),
                draw.list(0, 2, each -> each.of(NAMES).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                draw.list(0, 2, each -> each.of(NAMES)),
                new Policy(
                        draw.of(NAMES),
                        draw.integer(0, 1),
                        draw.integer(1, 2),
                        draw.integer(1, 2),
                        Duration.ofSeconds(draw.integer(30, 31)),
                        Duration.ofSeconds(30),
                        draw.bool()),
                draw.of(NAMES));
    }

    private static List<Object> parts(PoolKey key) {
        return List.of(
                key.namespace(),
                key.project(),
                key.domain(),
                key.pod(),
                key.secrets().stream().map(java.util.Arrays::toString).toList(),
                key.command(),
                key.policy(),
                key.run());
    }
}
