package org.flyte.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionLifeTest {
    @Test
    void closesASilentConnection() {
        PgConnectOptions limited = new ConnectionLife(Duration.ofSeconds(30)).limit(new PgConnectOptions());

        assertThat(limited.getReadIdleTimeout()).isEqualTo(30_000);
        assertThat(limited.getIdleTimeoutUnit()).isEqualTo(TimeUnit.MILLISECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.01S", "PT1S", "PT30S", "P24D"})
    void givesUpAnUnusedConnectionBeforeTheDatabaseIsFoundSilent(Duration silence) {
        PoolOptions limited = new ConnectionLife(silence).limit(new PoolOptions());

        assertThat(limited.getIdleTimeoutUnit()).isEqualTo(TimeUnit.MILLISECONDS);
        assertThat(limited.getIdleTimeout()).isPositive();
        assertThat(limited.getPoolCleanerPeriod()).isPositive();
        assertThat((long) limited.getIdleTimeout() + limited.getPoolCleanerPeriod())
                .isLessThan(silence.toMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.009S", "P24DT1S", "P300D"})
    void refusesWhatTheDriverCannotHold(Duration silence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionLife(silence))
                .withMessageContaining("10 ms to 24 days");
    }
}
