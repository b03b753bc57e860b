package org.flyte.dataproxy.data;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.ObjectStore;

/** Reads messages from the store; the number of concurrent reads is limited, and so is the memory they take. Blocks. */
@ApplicationScoped
public class StoredMessages {
    private final ObjectStore store;
    private final long maxSize;
    private final Semaphore permits;

    StoredMessages(ObjectStore store, DataProxyConfig config) {
        this.store = store;
        this.maxSize = config.maxDataSize().asLongValue();
        this.permits = new Semaphore(config.maxConcurrentReads());
    }

    /** The message at an address; empty when nothing is there, or when the address itself is empty. */
    public <T extends Message> Optional<T> read(String address, Parser<T> parser) {
        if (address.isEmpty()) {
            return Optional.empty();
        }
        permits.acquireUninterruptibly();
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
}
