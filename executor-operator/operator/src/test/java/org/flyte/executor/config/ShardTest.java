package org.flyte.executor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.flyte.executor.Configs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1 | | executor-operator",
                "0 | 2 | flyte.org/shard notin (1) | executor-operator-0",
                "0 | 4 | flyte.org/shard notin (1,2,3) | executor-operator-0",
                "3 | 4 | flyte.org/shard=3 | executor-operator-3",
            })
    void selectsItsObjects(int index, int count, String selector, String lease) {
        Shard shard = new Shard(index, count);

        assertThat(shard.selector().orElse(null)).isEqualTo(selector);
        assertThat(shard.lease()).isEqualTo(lease);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "-1, 2", "0, 0"})
    void refusesAShardThatDoesNotExist(int index, int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shard(index, count))
                .withMessageContaining("flyte.executor.shard");
    }

    @Test
    void isTheOnlyOneUnlessConfigured() {
        assertThat(Shard.of(Configs.executor(Map.of()))).isEqualTo(new Shard(0, 1));
    }
}
