package org.flyte.platform.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import org.flyte.platform.embedded.ServerLogLevel;

/**
 * A Kafka broker for tests, one a JVM; topics are made on first use with four partitions.
 *
 * <p>Sets {@code flyte.events.bootstrap-servers}. A test that makes an outage ends it: the broker is shared.
 */
public final class RealKafka implements QuarkusTestResourceLifecycleManager {
    public static String bootstrapServers() {
        return (String) JvmWide.of(SharedKafka.class).get("bootstrap");
    }

    /** Makes the broker vanish; its data stays. */
    public static void stopBroker() {
        JvmWide.run(JvmWide.of(SharedKafka.class).get("stop"));
    }

    /** Brings a stopped broker back, on the same port with the same data. */
    public static void startBroker() {
        JvmWide.run(JvmWide.of(SharedKafka.class).get("start"));
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(ServerLogLevel.asConfig());
        config.put("flyte.events.bootstrap-servers", bootstrapServers());
        return config;
    }

    /** The broker goes on: it is shared by the whole JVM. */
    @Override
    public void stop() {}
}
