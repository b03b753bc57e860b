package org.flyte.platform.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.flyte.platform.embedded.EmbeddedS3;
import org.flyte.platform.embedded.ServerLogLevel;

/**
 * An S3 server for tests, one a JVM, with the bucket {@value #BUCKET}.
 *
 * <p>Sets {@code flyte.storage.*} so that the bucket is the store.
 */
public final class RealS3 implements QuarkusTestResourceLifecycleManager {
    public static final String BUCKET = "flyte";
    public static final String REGION = EmbeddedS3.REGION;
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";

    /** The address of the S3 API; the bucket is there. */
    public static String endpoint() {
        createBucket(BUCKET);
        return (String) JvmWide.of(SharedS3.class).get("endpoint");
    }

    /** Makes the bucket unless it exists. */
    @SuppressWarnings("unchecked")
    public static void createBucket(String name) {
        ((Consumer<String>) JvmWide.of(SharedS3.class).get("createBucket")).accept(name);
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(ServerLogLevel.asConfig());
        config.put("flyte.storage.base", "s3://" + BUCKET);
        config.put("flyte.storage.s3.endpoint", endpoint());
        config.put("flyte.storage.s3.region", REGION);
        config.put("flyte.storage.s3.access-key", ACCESS_KEY);
        config.put("flyte.storage.s3.secret-key", SECRET_KEY);
        config.put("flyte.storage.s3.path-style", "true");
        return config;
    }

    /** The server goes on: it is shared by the whole JVM. */
    @Override
    public void stop() {}
}
