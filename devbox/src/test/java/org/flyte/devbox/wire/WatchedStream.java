package org.flyte.devbox.wire;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A Connect stream that is read to its end in the background; each message is kept with the time of its arrival.
 *
 * @param <R> type of its messages
 */
final class WatchedStream<R> implements AutoCloseable {
    /** A message and when it was there, in the nanoseconds of {@link System#nanoTime}. */
    record Arrival<R>(R message, long nanos) {}

    private final ConnectStream<R> stream;
    private final List<Arrival<R>> arrivals = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    private WatchedStream(ConnectStream<R> stream) {
        this.stream = stream;
        Thread.ofVirtual().start(this::read);
    }

    static <Q extends MessageLite, R> WatchedStream<R> open(int port, MethodDescriptor<Q, R> method, Q request) {
        try {
            return new WatchedStream<>(ConnectStream.open(port, method, request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean hasSpoken() {
        return !arrivals.isEmpty();
    }

    List<Arrival<R>> arrivals() {
        return arrivals;
    }

    /** Code of the end envelope once the stream has ended; see {@link ConnectStream#endCode}. */
    CompletableFuture<String> end() {
        return end;
    }

    @Override
    public String toString() {
        return "%s: %d messages, end %s".formatted(stream, arrivals.size(), end.getNow("open"));
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try {
            for (Optional<R> next = stream.next(); next.isPresent(); next = stream.next()) {
                arrivals.add(new Arrival<>(next.get(), System.nanoTime()));
            }
            end.complete(stream.endCode());
        } catch (IOException e) {
            end.complete("broken: " + e.getMessage());
        }
    }
}
