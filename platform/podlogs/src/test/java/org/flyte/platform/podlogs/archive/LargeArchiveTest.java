package org.flyte.platform.podlogs.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.storage.AllowedPrefixes;
import org.flyte.platform.storage.file.FileObjectStore;
import org.flyte.platform.storage.file.FilePresignedUrls;
import org.flyte.platform.storage.file.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log of a gigabyte on a disk. */
class LargeArchiveTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final long SIZE = 1L << 30;
    private static final int TAIL = 1000;

    @Test
    @Timeout(180)
    void givesItsTailAndItsLatestLinesInLessThanASecond(@TempDir Path root) throws IOException {
        Numbered log = new Numbered();
        LogArchive archive = archive(root);
        String file = new AttemptLayout(root + "/store/p/d/run/a0/1").logFile("pod-0", "primary");
        archive.store(file, log, ArchiveLimits.keeping(2 * SIZE));

        long began = System.nanoTime();
        List<String> tail = lines(archive.find(file).orElseThrow().openTail(TAIL));
        long ofTail = System.nanoTime() - began;
        began = System.nanoTime();
        List<String> since = lines(archive.find(file).orElseThrow().openSince(Numbered.timeOf(log.number - TAIL)));
        long ofSince = System.nanoTime() - began;

        assertThat(tail).hasSize(TAIL);
        assertThat(tail.getFirst()).contains(" line " + (log.number - TAIL) + " ");
        assertThat(tail.getLast()).contains(" line " + (log.number - 1) + " ");
        assertThat(since).endsWith(tail.toArray(String[]::new));
        assertThat(ofTail).isLessThan(1_000_000_000L);
        assertThat(ofSince).isLessThan(1_000_000_000L);
    }

    private static LogArchive archive(Path root) {
        Clock clock = Clock.systemUTC();
        Path store = root.resolve("store");
        SigningKey key = new SigningKey(root.resolve("key"), Optional.of("a secret for links of this test only"));
        return new LogArchive(
                new FileObjectStore(
                        new AllowedPrefixes(store.toString(), List.of()),
                        new FilePresignedUrls(store, key, Optional.empty(), clock),
                        clock),
                clock);
    }

    private static List<String> lines(InputStream log) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(log, UTF_8))) {
            return reader.lines().toList();
        }
    }

    /** Numbered lines with text that does not compress to nothing. */
    private static final class Numbered extends InputStream {
        private final String[] words = new Random(7)
                .ints(256)
                .mapToObj(word -> "%08x".formatted(word).repeat(16))
                .toArray(String[]::new);
        private int number;
        private long size;
        private byte[] line = {};
        private int position;

        static Instant timeOf(int line) {
            return START.plusMillis(line);
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (position == line.length) {
                if (size >= SIZE) {
                    return -1;
                }
                line = (timeOf(number) + " line " + number + " " + words[number * 31 % 256] + "\n").getBytes(UTF_8);
                number++;
                size += line.length;
                position = 0;
            }
            int count = Math.min(length, line.length - position);
            System.arraycopy(line, position, into, from, count);
            position += count;
            return count;
        }
    }
}
