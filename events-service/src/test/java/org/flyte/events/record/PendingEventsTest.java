package org.flyte.events.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class PendingEventsTest {
    private static final int MAX_EVENTS = 10;
    private static final long MAX_BYTES = 1_000;

    private final AtomicLong nanoTime = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PendingEvents pending = new PendingEvents(new SmallLimits(), meters, nanoTime::get);

    @Test
    void refusesABatchThatDoesNotFitWhole() {
        pending.admit(batch(6, 60));

        assertThatThrownBy(() -> pending.admit(batch(5, 50)))
                .isInstanceOf(Exhausted.class)
                .hasMessage("6 events of 60 bytes wait for Kafka, at most 10 of 1000 bytes may; retry later");
        assertThat(pending.events()).isEqualTo(6);
        pending.admit(batch(4, 40));
        assertThat(meters.counter("flyte.events.refused", "reason", "full").count())
                .isOne();
    }

    @Test
    void limitsTheSizeToo() {
        pending.admit(batch(1, 900));

        assertThatThrownBy(() -> pending.admit(batch(1, 200))).isInstanceOf(Exhausted.class);
    }

    @Test
    void admitsABatchOfAnySizeWhileNothingWaits() {
        pending.admit(batch(50, 5_000));

        assertThat(pending.events()).isEqualTo(50);
    }

    @Test
    void failsAtOnceWhileNothingIsAcknowledgedAndProbesAgainWhenNothingWaits() {
        pending.admit(batch(1, 10));
        nanoTime.addAndGet(Duration.ofSeconds(6).toNanos());

        assertThatThrownBy(() -> pending.admit(batch(1, 10)))
                .isInstanceOf(Unavailable.class)
                .hasMessage("Kafka has acknowledged none of 1 waiting events for 6 s; retry later");
        assertThat(meters.counter("flyte.events.refused", "reason", "unavailable")
                        .count())
                .isOne();

        pending.failed(10);
        pending.admit(batch(1, 10));
    }

    @Test
    void goesOnWithTheFirstAcknowledgement() {
        pending.admit(batch(2, 20));
        nanoTime.addAndGet(Duration.ofSeconds(6).toNanos());

        pending.acknowledged(10);

        pending.admit(batch(1, 10));
        assertThat(pending.events()).isEqualTo(2);
    }

    @Test
    void neverHoldsMoreThanItsLimitsAndEndsEmpty() throws Exception {
        PropertyCheck.forAll(draw -> {
            PendingEvents some = new PendingEvents(new SmallLimits(), new SimpleMeterRegistry(), nanoTime::get);
            Queue<Long> waiting = new ArrayDeque<>();
            for (int step = 0; step < 100; step++) {
                if (draw.integer(0, 1) == 0 && !waiting.isEmpty()) {
                    some.acknowledged(waiting.remove());
                    continue;
                }
                int count = draw.integer(1, MAX_EVENTS);
                long size = draw.integer(1, (int) MAX_BYTES / MAX_EVENTS);
                try {
                    some.admit(batch(count, count * size));
                    IntStream.range(0, count).forEach(i -> waiting.add(size));
                } catch (FlyteException refused) {
                    assertThat(refused).isInstanceOf(Exhausted.class);
                }
                assertThat(some.events()).isEqualTo(waiting.size()).isLessThanOrEqualTo(MAX_EVENTS);
                assertThat(some.bytes()).isLessThanOrEqualTo(MAX_BYTES);
            }
            waiting.forEach(some::failed);
            assertThat(some.events()).isZero();
            assertThat(some.bytes()).isZero();
        });
    }

    private static EventBatch batch(int count, long bytes) {
        return new EventBatch(
                IntStream.range(0, count)
                        .mapToObj(i -> ActionEvent.getDefaultInstance())
                        .toList(),
                bytes);
    }

    private static final class SmallLimits implements RecordConfig {
        @Override
        public int maxEvents() {
            return MAX_EVENTS;
        }

        @Override
        public MemorySize maxEventSize() {
            return new MemorySize(BigInteger.TEN);
        }

        @Override
        public int maxPending() {
            return MAX_EVENTS;
        }

        @Override
        public MemorySize maxPendingSize() {
            return new MemorySize(BigInteger.valueOf(MAX_BYTES));
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration stallTimeout() {
            return Duration.ofSeconds(5);
        }
    }
}
