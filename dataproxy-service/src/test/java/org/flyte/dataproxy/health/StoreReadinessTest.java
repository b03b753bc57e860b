package org.flyte.dataproxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.storage.ObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreReadinessTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Logger logger = Logger.getLogger(StoreReadiness.class.getName());
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private volatile boolean reachable;
    private final StoreReadiness readiness = new StoreReadiness(store(), new BlockingExecutor(threads));

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void end() {
        logger.removeHandler(handler);
        threads.shutdownNow();
    }

    @Test
    void isNotReadyUntilTheStoreHasAnswered() {
        assertThat(check().getStatus()).isEqualTo(Status.DOWN);

        reachable = true;
        assertThat(check().getStatus()).isEqualTo(Status.UP);

        reachable = false;
        assertThat(check().getStatus()).isEqualTo(Status.UP);
        assertThat(check().getData().orElseThrow()).containsEntry("reachable", false);
    }

    @Test
    void namesTheKeysToCheckOnceAnOutage() {
        check();
        check();
        assertThat(logged).hasSize(1);
        assertThat(logged.getFirst()).contains("check flyte.storage.base");

        reachable = true;
        check();
        reachable = false;
        check();
        assertThat(logged).hasSize(2);
    }

    private HealthCheckResponse check() {
        return readiness.call().await().atMost(TIMEOUT);
    }

    private ObjectStore store() {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("base")) {
                        return "s3://flyte";
                    }
                    if (!reachable) {
                        throw new FlyteException.Unavailable(null, "no answer");
                    }
                    return null;
                });
    }
}
