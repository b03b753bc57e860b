package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.Test;

class CallLimitTest {
    private final CallLimit limit = new CallLimit("probe calls", 1, 1, Duration.ofMillis(20));

    @Test
    void givesThePermitBackAfterAFailure() {
        assertThatThrownBy(() -> limit.run(() -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        assertThat(limit.run(() -> 1)).isEqualTo(1);
    }

    @Test
    void refusesWhatWaitsTooLong() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = threads.submit(() -> limit.run(() -> {
                running.countDown();
                await(end);
                return 1;
            }));
            running.await();

            assertThatThrownBy(() -> limit.run(() -> 2))
                    .isInstanceOf(Exhausted.class)
                    .hasMessage("1 other probe calls are running and none ended within 20 ms; retry");
            end.countDown();
            assertThat(first.get()).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatFindsTooManyWaiting() {
        assertThatThrownBy(() -> new CallLimit("probe calls", 1, 0, Duration.ofSeconds(1)).run(() -> 1))
                .isInstanceOf(Exhausted.class)
                .hasMessage("more than 0 probe calls are waiting; retry");
    }

    @Test
    void saysThatTheProcessEndsWhenItIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> limit.run(() -> 1)).isInstanceOf(Unavailable.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
