package org.flyte.platform.podlogs.archive;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;

/** As much of an object store as archived logs need. */
record MemoryObjects(Map<String, byte[]> files, AtomicInteger reads) {
    MemoryObjects() {
        this(new ConcurrentSkipListMap<>(), new AtomicInteger());
    }

    ObjectStore store() {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    String address = (String) arguments[0];
                    return switch (method.getName()) {
                        case "head" ->
                            Optional.ofNullable(files.get(address))
                                    .map(bytes -> new ObjectInfo(address, bytes.length, Instant.EPOCH));
                        case "read" -> {
                            reads.incrementAndGet();
                            yield Optional.ofNullable(files.get(address))
                                    .orElseThrow(() -> new NotFound("object %s does not exist", address));
                        }
                        case "write" -> files.put(address, (byte[]) arguments[1]);
                        case "delete" -> files.remove(address);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }
}
