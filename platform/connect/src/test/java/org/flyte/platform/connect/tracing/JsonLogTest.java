package org.flyte.platform.connect.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.flyte.platform.connect.client.Peers;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

/** Runs with {@code flyte.log.json}, in the same application as {@link TracingTest}. */
@QuarkusTest
@TestProfile(TracingTest.Traced.class)
@WithTestResource(value = Peers.class, scope = TestResourceScope.GLOBAL)
class JsonLogTest {
    @Test
    void writesOneJsonObjectForEachLineWithItsKeys() {
        List<Formatter> formatters = Arrays.stream(InitialConfigurator.DELAYED_HANDLER.getHandlers())
                .map(Handler::getFormatter)
                .filter(Objects::nonNull)
                .filter(formatter -> formatter.getClass().getSimpleName().equals("JsonFormatter"))
                .toList();
        ExtLogRecord line = new ExtLogRecord(Level.INFO, "run created", JsonLogTest.class.getName());
        line.putMdc("run", "p/d/r");

        assertThat(formatters).singleElement().satisfies(formatter -> {
            JsonObject json = new JsonObject(formatter.format(line));
            assertThat(json.getString("message")).isEqualTo("run created");
            assertThat(json.getJsonObject("mdc").getString("run")).isEqualTo("p/d/r");
        });
    }
}
