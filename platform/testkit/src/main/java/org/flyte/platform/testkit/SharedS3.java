package org.flyte.platform.testkit;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.flyte.platform.embedded.EmbeddedS3;

/** The one S3 server of the test JVM. */
final class SharedS3 implements Supplier<Map<String, Object>> {
    private static Map<String, Object> offers;

    @Override
    public Map<String, Object> get() {
        synchronized (SharedS3.class) {
            if (offers == null) {
                offers = start();
            }
            return offers;
        }
    }

    private static Map<String, Object> start() {
        Path folder = TestFolder.create("s3");
        EmbeddedS3 server = new EmbeddedS3(folder, 0, RealS3.ACCESS_KEY, RealS3.SECRET_KEY);
        TestFolder.closeAtExit(folder, server);
        Consumer<String> createBucket = server::createBucket;
        return Map.of("endpoint", server.endpoint(), "createBucket", createBucket);
    }
}
