package org.flyte.dataproxy.data;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore;

/** Reads messages from the store; the number of concurrent reads is limited, and so is the memory they take. Blocks. */
@ApplicationScoped
public class StoredMessages {
    private final ObjectStore store;
    private final long maxSize;
    private final Semaphore permits;
    private final Duration maxWait;

    StoredMessages(ObjectStore store, DataProxyConfig config) {
        this.store = store;
        this.maxSize = config.maxDataSize().asLongValue();
        this.permits = new Semaphore(config.maxConcurrentReads());
        this.maxWait = config.maxReadWait();
    }

    /** The message at an address; empty when nothing is there, or when the address itself is empty. */
    public <T extends Message> Optional<T> read(String address, Parser<T> parser) {
        if (address.isEmpty()) {
            return Optional.empty();
        }
        awaitTurn();
        try {
            return Optional.of(parser.parseFrom(store.read(address, maxSize)));
        } catch (NotFound e) {
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            throw new FailedPrecondition("object %s is not a valid message: %s", address, e.getMessage());
        } finally {
            permits.release();
        }
    }

    private void awaitTurn() {
        try {
            if (permits.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(e, "reading inputs or outputs was interrupted: try again");
        }
        throw new Unavailable(
                null, "too many inputs and outputs are being read for %d s: try again", maxWait.toSeconds());
    }
}
