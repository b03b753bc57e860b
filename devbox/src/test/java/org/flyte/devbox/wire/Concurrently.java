package org.flyte.devbox.wire;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Calls made at the same time; all answers are waited for. */
final class Concurrently {
    private static final int CALLERS = 20;

    private Concurrently() {}

    static <T> List<T> call(Supplier<T> call) {
        return call(CALLERS, call);
    }

    static <T> List<T> call(int times, Supplier<T> call) {
        return call(Collections.nCopies(times, call));
    }

    static <T> List<T> call(List<Supplier<T>> calls) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<T>> running = calls.stream()
                    .map(call -> CompletableFuture.supplyAsync(call, threads))
                    .toList();
            return running.stream().map(CompletableFuture::join).toList();
        }
    }
}
