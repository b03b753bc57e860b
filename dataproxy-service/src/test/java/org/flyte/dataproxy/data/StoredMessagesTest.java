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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore;
import org.junit.jupiter.api.Test;

class StoredMessagesTest {
    private final CountDownLatch reading = new CountDownLatch(2);
    private final CountDownLatch answer = new CountDownLatch(1);

    @Test
    void letsACallWaitForItsTurnWithinABound() throws Exception {
        StoredMessages messages = messages();
        var first = CompletableFuture.supplyAsync(() -> read(messages, "file:///a"), Thread::startVirtualThread);
        var second = CompletableFuture.supplyAsync(() -> read(messages, "file:///b"), Thread::startVirtualThread);
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> read(messages, "file:///c"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("too many inputs and outputs");
        answer.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS)).contains(Empty.getDefaultInstance());
        assertThat(second.get(10, TimeUnit.SECONDS)).contains(Empty.getDefaultInstance());
        assertThat(read(messages, "file:///c")).contains(Empty.getDefaultInstance());
    }

    private StoredMessages messages() {
        return new StoredMessages(
                slowStore(),
                new ReadBudget(1 << 20, Duration.ofMillis(50)),
                new BlockingExecutor(Executors.newVirtualThreadPerTaskExecutor()),
                config());
    }

    private static Optional<Empty> read(StoredMessages messages, String address) {
        return messages.look(address)
                .map(found -> Map.of(address, found.content().orElseThrow()))
                .flatMap(objects -> new StoredContents(Optional.empty(), objects)
                        .message(address, Empty.parser(), Empty.getDescriptor()));
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
