package org.flyte.executor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** For tests that count requests: that of the watermark comes every few seconds. */
public final class WithoutWatermark implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of("flyte.executor.events.watermark-interval", "0s");
    }

    @Override
    public void stop() {}
}
