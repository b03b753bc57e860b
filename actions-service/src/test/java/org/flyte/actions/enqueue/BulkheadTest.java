package org.flyte.actions.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.flyte.actions.ActionsConfig;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void endTheWork() {
        end.countDown();
        threads.close();
    }

    @Test
    void runsWorkAgainAfterAFailure() {
        Bulkhead bulkhead = bulkhead(1, 10, Duration.ofSeconds(10));

        assertThatThrownBy(() -> bulkhead.run(() -> {
                            throw new IllegalStateException("failed");
                        })
                        .await()
                        .indefinitely())
                .hasMessage("failed");
        assertThat(bulkhead.run(() -> 1).await().indefinitely()).isEqualTo(1);
    }

    @Test
    void refusesWorkThatWaitsTooLong() throws Exception {
        Bulkhead bulkhead = bulkhead(1, 10, Duration.ofMillis(10));
        CompletableFuture<Integer> first = blockedWork(bulkhead);

        assertThatThrownBy(() -> bulkhead.run(() -> 2).await().indefinitely())
                .isInstanceOf(Exhausted.class)
                .hasMessageContaining("none ended within 10 ms");
        end.countDown();
        assertThat(first.join()).isEqualTo(1);
    }

    @Test
    void refusesWorkWhenTooMuchIsWaiting() throws Exception {
        Bulkhead bulkhead = bulkhead(1, 0, Duration.ofSeconds(10));

        assertThatThrownBy(() -> bulkhead.run(() -> 2).await().indefinitely())
                .isInstanceOf(Exhausted.class)
                .hasMessage("more than 0 Enqueue calls are waiting; retry");
    }

    private CompletableFuture<Integer> blockedWork(Bulkhead bulkhead) throws InterruptedException {
        CompletableFuture<Integer> work = bulkhead.run(() -> {
                    running.countDown();
                    awaitEnd();
                    return 1;
                })
                .subscribeAsCompletionStage();
        running.await();
        return work;
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Bulkhead bulkhead(int concurrency, int maxWaiting, Duration maxWait) {
        return new Bulkhead(threads, new EnqueueOnly(new Limits(concurrency, maxWaiting, maxWait)));
    }

    private record EnqueueOnly(Enqueue enqueue) implements ActionsConfig {
        @Override
        public Watch watch() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Status status() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Runs runs() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Replicas replicas() {
            throw new UnsupportedOperationException();
        }
    }

    private record Limits(int concurrency, int maxWaiting, Duration maxWait) implements ActionsConfig.Enqueue {
        @Override
        public int shards() {
            return 1;
        }

        @Override
        public MemorySize maxInlineTemplateSize() {
            return new MemorySize(BigInteger.ZERO);
        }

        @Override
        public MemorySize maxTemplateSize() {
            return new MemorySize(BigInteger.ZERO);
        }
    }
}
