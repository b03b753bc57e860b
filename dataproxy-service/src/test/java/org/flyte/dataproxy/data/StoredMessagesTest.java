package org.flyte.dataproxy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore;
import org.junit.jupiter.api.Test;

class StoredMessagesTest {
    private final CountDownLatch reading = new CountDownLatch(2);
    private final CountDownLatch answer = new CountDownLatch(1);

    @Test
    void letsACallWaitForItsTurnWithinABound() throws Exception {
        StoredMessages messages = new StoredMessages(slowStore(), config());
        var first = CompletableFuture.supplyAsync(
                () -> messages.read("file:///a", Empty.parser()), Thread::startVirtualThread);
        var second = CompletableFuture.supplyAsync(
                () -> messages.read("file:///b", Empty.parser()), Thread::startVirtualThread);
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> messages.read("file:///c", Empty.parser()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("too many inputs and outputs");
        answer.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS)).contains(Empty.getDefaultInstance());
        assertThat(second.get(10, TimeUnit.SECONDS)).contains(Empty.getDefaultInstance());
        assertThat(messages.read("file:///c", Empty.parser())).contains(Empty.getDefaultInstance());
    }

    private ObjectStore slowStore() {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    reading.countDown();
                    answer.await(10, TimeUnit.SECONDS);
                    return new byte[0];
                });
    }

    private static DataProxyConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(DataProxyConfig.class)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .withDefaultValue("flyte.dataproxy.max-concurrent-reads", "2")
                .withDefaultValue("flyte.dataproxy.max-read-wait", "50ms")
                .build()
                .getConfigMapping(DataProxyConfig.class);
    }
}
