package org.flyte.dataproxy.data;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.connect.CallMemory;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore;

/**
 * Reads messages from the store for a call. It has all the memory that it needs for them before it takes any, so that no two
 * calls wait for each other.
 */
@ApplicationScoped
public class StoredMessages {
    /** What is not larger is read at once, without waiting for memory. */
    private static final int SMALL = 64 * 1024;

    /** The object, the message with copies of its texts, and the response. */
    private static final int COPIES = 3;

    private final ObjectStore store;
    private final ReadBudget budget;
    private final BlockingExecutor blocking;
    private final long maxSize;
    private final Semaphore slots;
    private final Duration wait;

    StoredMessages(ObjectStore store, ReadBudget budget, BlockingExecutor blocking, DataProxyConfig config) {
        this.store = store;
        this.budget = budget;
        this.blocking = blocking;
        this.maxSize = config.maxDataSize().asLongValue();
        this.slots = new Semaphore(config.maxConcurrentReads(), true);
        this.wait = config.maxReadWait();
    }

    /** An object, with its content if it is small. */
    record Found(String address, long size, Optional<byte[]> content) {}

    /**
     * Reads objects.
     *
     * @param call whose memory they take
     * @param addresses an empty one is of nothing
     * @param answer what the call makes of them, on a thread that may block
     */
    public <T> Uni<T> read(Optional<CallMemory> call, List<String> addresses, Function<StoredContents, T> answer) {
        List<Uni<Optional<Found>>> looks = addresses.stream()
                .map(address -> blocking.call(() -> look(address)))
                .toList();
        return Uni.join().all(looks).andFailFast().chain(found -> blocking.call(() -> answer(call, found, answer)));
    }

    /** What is at an address; empty when nothing is there, or when the address itself is empty. */
    Optional<Found> look(String address) {
        if (address.isEmpty()) {
            return Optional.empty();
        }
        return inSlot(() -> {
            try {
                byte[] content = store.read(address, Math.min(SMALL, maxSize));
                return Optional.of(new Found(address, content.length, Optional.of(content)));
            } catch (NotFound e) {
                return Optional.empty();
            } catch (Exhausted large) {
                return store.head(address).map(info -> checked(new Found(address, info.size(), Optional.empty())));
            }
        });
    }

    private Found checked(Found found) {
        if (found.size() > maxSize) {
            throw new Exhausted(
                    "object %s has %d bytes, more than the %d allowed by flyte.dataproxy.max-data-size: read it from the"
                            + " store",
                    found.address(), found.size(), maxSize);
        }
        return found;
    }

    private <T> T answer(Optional<CallMemory> call, List<Optional<Found>> found, Function<StoredContents, T> answer) {
        List<Found> there = found.stream().flatMap(Optional::stream).toList();
        long small = sizeOf(there, true);
        long large = sizeOf(there, false);
        ReadBudget.charge(call, COPIES * small);
        if (large == 0) {
            return answer.apply(load(call, there));
        }
        try (ReadBudget.Grant _ = budget.take(call, COPIES * large)) {
            return answer.apply(load(call, there));
        }
    }

    private static long sizeOf(List<Found> found, boolean small) {
        return found.stream()
                .filter(one -> one.content().isPresent() == small)
                .mapToLong(Found::size)
                .sum();
    }

    private StoredContents load(Optional<CallMemory> call, List<Found> found) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Found one : found) {
            one.content()
                    .or(() -> inSlot(() -> content(one)))
                    .ifPresent(content -> contents.put(one.address(), content));
        }
        return new StoredContents(call, contents);
    }

    private Optional<byte[]> content(Found found) {
        try {
            return Optional.of(store.read(found.address(), found.size()));
        } catch (NotFound e) {
            return Optional.empty();
        } catch (Exhausted e) {
            throw new Unavailable(e, "object %s was replaced meanwhile: try again", found.address());
        }
    }

    private <T> T inSlot(Supplier<T> work) {
        acquireSlot();
        try {
            return work.get();
        } finally {
            slots.release();
        }
    }

    private void acquireSlot() {
        try {
            if (slots.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "reading inputs or outputs was interrupted: try again");
        }
        throw new Unavailable(null, "too many inputs and outputs are being read for %d s: try again", wait.toSeconds());
    }
}
