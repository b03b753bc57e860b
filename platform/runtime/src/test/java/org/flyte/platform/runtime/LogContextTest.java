package org.flyte.platform.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogContextTest {
    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void setsTheKeysUntilTheScopeEnds() {
        LogContext context = LogContext.ofAction("p/d/r", "a0").with(LogKey.ATTEMPT, 2);

        try (LogContext.Scope scope = context.enter()) {
            assertThat(scope).isNotNull();
            assertThat(MDC.get("run")).isEqualTo("p/d/r");
            assertThat(MDC.get("action")).isEqualTo("a0");
            assertThat(MDC.get("attempt")).isEqualTo("2");
        }

        assertThat(MDC.getMap()).isEmpty();
    }

    @Test
    void restoresTheValuesOfAnOuterScope() {
        try (LogContext.Scope outer = LogContext.of(LogKey.RUN, "outer").enter()) {
            try (LogContext.Scope inner = LogContext.ofAction("inner", "a1").enter()) {
                assertThat(inner).isNotSameAs(outer);
                assertThat(LogKey.RUN.current()).isEqualTo("inner");
            }
            assertThat(LogKey.RUN.current()).isEqualTo("outer");
            assertThat(LogKey.ACTION.current()).isNull();
        }
    }

    @Test
    void keepsValuesThatAreNotItsOwn() {
        LogKey.REQUEST_ID.put("r1");

        LogContext.of(LogKey.RUN, "p/d/r").enter().close();

        assertThat(LogKey.REQUEST_ID.current()).isEqualTo("r1");
    }
}
