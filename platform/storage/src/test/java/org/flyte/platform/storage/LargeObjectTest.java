package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object of any size passes with the same few megabytes of heap; {@code -Dstorage.large-object=2147483648} for 2 GiB. */
class LargeObjectTest {
    private static final long SIZE = Long.getLong("storage.large-object", 96L << 20);
    private static final long FLAT = 96L << 20;

    @TempDir
    Path folder;

    @Test
    void passesThroughS3WithTheHeapFlat() throws Exception {
        try (S3Server server = new S3Server(folder);
                ObjectStore store = ObjectStoreProducer.create(
                        TestConfig.of(Map.of(
                                "base",
                                "s3://flyte-large",
                                "s3.endpoint",
                                server.endpoint(),
                                "s3.access-key",
                                S3Server.ACCESS_KEY,
                                "s3.secret-key",
                                S3Server.SECRET_KEY,
                                "s3.create-buckets",
                                "true")),
                        Clock.systemUTC())) {
            passes(store, "s3://flyte-large/large");
        }
    }

    @Test
    void passesThroughAFolderWithTheHeapFlat() throws Exception {
        try (ObjectStore store = ObjectStoreProducer.create(
                TestConfig.of(Map.of("base", folder.resolve("store").toString())), Clock.systemUTC())) {
            passes(store, folder.resolve("store") + "/large");
        }
    }

    private static void passes(ObjectStore store, String address) throws Exception {
        long before = usedHeap();
        Pattern sent = new Pattern(SIZE);
        store.write(address, sent, SIZE);
        assertThat(sent.peak).isLessThan(before + FLAT);

        Pattern expected = new Pattern(SIZE);
        byte[] left = new byte[64 * 1024];
        byte[] right = new byte[64 * 1024];
        try (InputStream read = store.open(address)) {
            int count;
            while ((count = read.readNBytes(left, 0, left.length)) > 0) {
                assertThat(expected.readNBytes(right, 0, count)).isEqualTo(count);
                assertThat(Arrays.equals(left, 0, count, right, 0, count)).isTrue();
            }
        }
        assertThat(expected.read()).isNegative();
        assertThat(expected.peak).isLessThan(before + FLAT);
        store.delete(address);
    }

    /** What is in use after a collection. */
    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getUsage().getUsed())
                .sum();
    }

    /** Bytes that follow from their position; measures the heap at each eighth. */
    private static final class Pattern extends InputStream {
        private final long size;
        private long position;
        private long next;
        private long peak;

        Pattern(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return position == size ? -1 : (int) (position++ * 31 >>> 7) & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int wanted) {
            if (position == size) {
                return -1;
            }
            if (position >= next) {
                next += size / 8;
                peak = Math.max(peak, usedHeap());
            }
            int count = (int) Math.min(wanted, size - position);
            for (int i = 0; i < count; i++) {
                target[offset + i] = (byte) ((position + i) * 31 >>> 7);
            }
            position += count;
            return count;
        }
    }
}
