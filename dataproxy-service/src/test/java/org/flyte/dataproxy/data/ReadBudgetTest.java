package org.flyte.dataproxy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.flyte.dataproxy.data.ReadBudget.Grant;
import org.flyte.platform.connect.CallMemory;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.Test;

class ReadBudgetTest {
    private static final long MEBIBYTE = 1 << 20;

    private static final class Call extends CallMemory {
        private final List<Runnable> steps = new ArrayList<>();
        private final long most;
        private boolean left;
        private long taken;

        Call(long most) {
            this.most = most;
        }

        @Override
        public void take(long bytes) throws StatusException {
            if (taken + bytes > most) {
                throw Status.UNAVAILABLE.withDescription("no memory").asException();
            }
            taken += bytes;
        }

        @Override
        public boolean hasLeft() {
            return left;
        }

        @Override
        public void whenLeft(Runnable step) {
            if (left) {
                step.run();
            } else {
                steps.add(step);
            }
        }

        void leave() {
            left = true;
            steps.forEach(Runnable::run);
        }
    }

    private static ReadBudget budget(Duration wait) {
        return new ReadBudget(4 * MEBIBYTE, wait);
    }

    private static Optional<CallMemory> call() {
        return Optional.of(new Call(Long.MAX_VALUE));
    }

    @Test
    void holdsMemoryUntilTheResponseHasLeft() {
        ReadBudget budget = budget(Duration.ofSeconds(5));
        Call call = new Call(Long.MAX_VALUE);

        Grant grant = budget.take(Optional.of(call), MEBIBYTE);
        assertThat(budget.free()).isEqualTo(3 * MEBIBYTE);
        assertThat(call.taken).isEqualTo(MEBIBYTE);
        grant.close();
        assertThat(budget.free()).isEqualTo(3 * MEBIBYTE);
        call.leave();
        assertThat(budget.free()).isEqualTo(4 * MEBIBYTE);
    }

    @Test
    void holdsMemoryOfACallThatHasLeftWhileItsWorkGoesOn() {
        ReadBudget budget = budget(Duration.ofSeconds(5));
        Call call = new Call(Long.MAX_VALUE);

        Grant grant = budget.take(Optional.of(call), MEBIBYTE);
        call.leave();
        assertThat(budget.free()).isEqualTo(3 * MEBIBYTE);
        grant.close();
        assertThat(budget.free()).isEqualTo(4 * MEBIBYTE);
    }

    @Test
    void takesNothingForACallThatHasLeft() {
        ReadBudget budget = budget(Duration.ofSeconds(5));
        Call call = new Call(Long.MAX_VALUE);
        call.leave();

        assertThatThrownBy(() -> budget.take(Optional.of(call), MEBIBYTE)).isInstanceOf(Unavailable.class);
        assertThat(budget.free()).isEqualTo(4 * MEBIBYTE);
    }

    @Test
    void givesBackWhatTheCallCannotTake() {
        ReadBudget budget = budget(Duration.ofSeconds(5));
        Call call = new Call(100);

        assertThatThrownBy(() -> budget.take(Optional.of(call), MEBIBYTE))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("no memory");
        call.leave();
        assertThat(budget.free()).isEqualTo(4 * MEBIBYTE);
    }

    @Test
    void waitsForMemoryAndGivesUpInTime() {
        ReadBudget budget = budget(Duration.ofMillis(100));
        try (Grant _ = budget.take(Optional.empty(), 4 * MEBIBYTE)) {
            assertThatThrownBy(() -> budget.take(call(), MEBIBYTE))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("try again");
        }
        budget.take(Optional.empty(), MEBIBYTE).close();
        assertThat(budget.free()).isEqualTo(4 * MEBIBYTE);
    }

    @Test
    void servesWhatIsLargerThanAllOfItAlone() {
        ReadBudget budget = budget(Duration.ofMillis(50));
        try (Grant _ = budget.take(Optional.empty(), 100 * MEBIBYTE)) {
            assertThat(budget.free()).isZero();
        }
        assertThat(budget.free()).isEqualTo(4 * MEBIBYTE);
    }

    @Test
    void neverGrantsMoreThanItHasToManyCallers() {
        ReadBudget budget = budget(Duration.ofSeconds(30));
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                callers.add(CompletableFuture.runAsync(
                        () -> {
                            try (Grant _ = budget.take(Optional.empty(), MEBIBYTE)) {
                                most.accumulateAndGet(held.addAndGet(MEBIBYTE), Math::max);
                                Thread.yield();
                                held.addAndGet(-MEBIBYTE);
                            }
                        },
                        threads));
            }
            await().until(() -> callers.stream().allMatch(CompletableFuture::isDone));
            callers.forEach(CompletableFuture::join);
        }

        assertThat(most.get()).isLessThanOrEqualTo(4 * MEBIBYTE);
        assertThat(budget.free()).isEqualTo(4 * MEBIBYTE);
    }
}
