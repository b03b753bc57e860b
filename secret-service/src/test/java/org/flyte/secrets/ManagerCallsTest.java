package org.flyte.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.file.EncryptedFileSecretManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagerCallsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch release = new CountDownLatch(1);

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        release.countDown();
        threads.close();
    }

    @Test
    void endsACallThatTakesTooLong() {
        Uni<String> slow = calls("PT0.1S", 1).call("get", manager -> blocked());

        assertThatThrownBy(() -> slow.await().atMost(SOON))
                .isInstanceOf(Unavailable.class)
                .hasMessage("the secret manager file did not answer within 100 ms; retry later");
    }

    @Test
    void refusesMoreCallsThanMayWait() throws InterruptedException {
        ManagerCalls calls = calls("PT5S", 1);
        CountDownLatch under = new CountDownLatch(1);
        calls.call("get", manager -> {
                    under.countDown();
                    return blocked();
                })
                .subscribe()
                .with(done -> {}, failed -> {});
        under.await();
        calls.call("get", manager -> "waits").subscribe().with(done -> {}, failed -> {});

        await().untilAsserted(() -> assertThatThrownBy(
                        () -> calls.call("get", manager -> "x").await().atMost(Duration.ofMillis(200)))
                .isInstanceOf(Exhausted.class));
        release.countDown();
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                calls.call("get", manager -> "free").await().atMost(SOON))
                        .isEqualTo("free"));
    }

    private String blocked() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "late";
    }

    private ManagerCalls calls(String timeout, int concurrency) {
        SecretServiceConfig config = new SmallRyeConfigBuilder()
                .withMapping(SecretServiceConfig.class)
                .withDefaultValues(Map.of(
                        "flyte.secrets.service.timeout",
                        timeout,
                        "flyte.secrets.service.concurrency",
                        String.valueOf(concurrency),
                        "flyte.secrets.service.max-waiting",
                        "1"))
                .build()
                .getConfigMapping(SecretServiceConfig.class);
        SecretManager manager = new EncryptedFileSecretManager(folder, folder.resolve("key"), Clock.systemUTC());
        return new ManagerCalls(manager, threads, config, metrics);
    }
}
