package org.flyte.executor.pool.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.time.Duration;
import org.flyte.idl.core.ReusePolicy;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    private static final Policy.Limits LIMITS = new Policy.Limits(10, 20);

    @Test
    void readsTheFieldOfTheTemplateAndTheNameThatOnlyCustomHas() {
        TaskTemplate template = TaskTemplate.newBuilder()
                .setReusePolicy(ReusePolicy.newBuilder()
                        .setMinReplicas(1)
                        .setMaxReplicas(4)
                        .setConcurrency(3)
                        .setIdleTtl(com.google.protobuf.Duration.newBuilder().setSeconds(90))
                        .setScope(ReusePolicy.Scope.RUN))
                .setCustom(custom())
                .build();

        assertThat(Policy.isIn(template)).isTrue();
        assertThat(Policy.of(template))
                .isEqualTo(new Policy("env", 1, 4, 3, Duration.ofSeconds(90), Duration.ofSeconds(30), true));
    }

    @Test
    void readsCustomWhereThereIsNoField() {
        TaskTemplate template = TaskTemplate.newBuilder().setCustom(custom()).build();

        assertThat(Policy.isIn(template)).isTrue();
        assertThat(Policy.of(template))
                .isEqualTo(new Policy("env", 2, 5, 7, Duration.ofSeconds(40), Duration.ofSeconds(50), false));
        assertThat(Policy.isIn(TaskTemplate.getDefaultInstance())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 1, ''",
        "0, 1, 20, ''",
        "2, 1, 1, min_replicas is 2",
        "-1, 1, 1, min_replicas is -1",
        "0, 0, 1, max_replicas is 0",
        "1, 11, 1, flyte.executor.pool.max-replicas is 10",
        "1, 2, 0, concurrency is 0",
        "1, 2, 21, flyte.executor.pool.max-concurrency",
    })
    void saysWhatCannotBeCarriedOut(int min, int max, int concurrency, String words) {
        String problem = new Policy("e", min, max, concurrency, Duration.ZERO, Duration.ZERO, false).problem(LIMITS);

        assertThat(problem).contains(words);
        assertThat(problem.isEmpty()).isEqualTo(words.isEmpty());
    }

    private static Struct custom() {
        Struct spec = Struct.newBuilder()
                .putFields("parallelism", number(7))
                .putFields("min_replica_count", number(2))
                .putFields("replica_count", number(5))
                .putFields("ttl_seconds", number(40))
                .putFields("scaledown_ttl_seconds", number(50))
                .build();
        return Struct.newBuilder()
                .putFields("name", Value.newBuilder().setStringValue("env").build())
                .putFields("spec", Value.newBuilder().setStructValue(spec).build())
                .build();
    }

    private static Value number(int value) {
        return Value.newBuilder().setNumberValue(value).build();
    }
}
