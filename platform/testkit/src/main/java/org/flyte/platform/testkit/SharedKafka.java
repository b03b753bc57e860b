package org.flyte.platform.testkit;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.flyte.platform.embedded.EmbeddedKafkaBroker;

/** The one Kafka broker of the test JVM. */
final class SharedKafka implements Supplier<Map<String, Object>> {
    private static Map<String, Object> offers;

    @Override
    public Map<String, Object> get() {
        synchronized (SharedKafka.class) {
            if (offers == null) {
                offers = start();
            }
            return offers;
        }
    }

    private static Map<String, Object> start() {
        Path folder = TestFolder.create("kafka");
        EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker(folder, 0);
        TestFolder.closeAtExit(folder, broker);
        Runnable stop = broker::stop;
        Runnable start = broker::start;
        return Map.of("bootstrap", broker.bootstrapServers(), "stop", stop, "start", start);
    }
}
