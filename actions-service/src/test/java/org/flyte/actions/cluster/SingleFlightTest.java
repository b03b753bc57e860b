package org.flyte.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
    private final SingleFlight<String, Integer> flights = new SingleFlight<>();
    private final AtomicInteger loads = new AtomicInteger();

    @Test
    void loadsOnceForConcurrentCallsOfOneKey() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = threads.submit(() -> flights.get("a", () -> {
                int load = loads.incrementAndGet();
                awaitUninterrupted(released);
                return load;
            }));
            Awaitility.await().until(() -> loads.get() == 1);
            List<Thread> others = IntStream.range(0, 20)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> flights.get("a", loads::incrementAndGet)))
                    .toList();
            Awaitility.await()
                    .until(() -> others.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));

            released.countDown();

            assertThat(first.get()).isEqualTo(1);
            for (Thread other : others) {
                other.join();
            }
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void loadsAgainAfterTheFirstLoadHasEnded() {
        flights.get("a", loads::incrementAndGet);

        assertThat(flights.get("a", loads::incrementAndGet)).isEqualTo(2);
    }

    @Test
    void loadsAgainAfterAFailure() {
        assertThatThrownBy(() -> flights.get("a", () -> {
                    throw new Unavailable(null, "no");
                }))
                .isInstanceOf(Unavailable.class);

        assertThat(flights.get("a", loads::incrementAndGet)).isEqualTo(1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
