package org.flyte.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AotCacheCheckTest {
    private final Logger logger = Logger.getLogger(AotCacheCheck.class.getName());
    private final List<LogRecord> records = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    @Test
    void warnsOnceOfACacheThatTheJvmCouldNotMap() {
        AotCacheCheck.report(new AotCacheUse(List.of("-XX:AOTCache=/a.aot"), "mixed mode"));

        assertThat(records).hasSize(1);
        assertThat(records.getFirst().getLevel().intValue()).isEqualTo(Level.WARNING.intValue());
    }

    @Test
    void saysThatTheCacheIsInUse() {
        AotCacheCheck.report(new AotCacheUse(List.of("-XX:AOTCache=/a.aot"), "mixed mode, sharing"));

        assertThat(records).hasSize(1);
        assertThat(records.getFirst().getLevel().intValue()).isEqualTo(Level.INFO.intValue());
    }

    @Test
    void saysNothingWithoutACache() {
        new AotCacheCheck().check(new StartupEvent());

        assertThat(records).isEmpty();
    }
}
