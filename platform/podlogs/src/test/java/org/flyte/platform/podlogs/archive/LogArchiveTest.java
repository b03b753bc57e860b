package org.flyte.platform.podlogs.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.propertytest.PropertyCheck;
import org.flyte.platform.testkit.FilledStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LogArchiveTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String FILE = new AttemptLayout("/store/p/d/run/a0/1").logFile("pod-0", "primary");
    private static final ArchiveLimits SMALL = new ArchiveLimits(100, Long.MAX_VALUE);

    private final MemoryObjects objects = new MemoryObjects();
    private final LogArchive archive = new LogArchive(objects.store(), Clock.fixed(START, ZoneOffset.UTC));

    @Test
    void givesBackWhatItWasGiven() throws IOException {
        String log = lines(0, 1000);
        archive.store(FILE, stream(log), SMALL);

        ArchivedLog stored = archive.find(FILE).orElseThrow();

        assertThat(text(stored.open())).isEqualTo(log);
        assertThat(stored.lines()).isEqualTo(1000);
        assertThat(archive.has(FILE)).isTrue();
        assertThat(objects.files()).hasSizeGreaterThan(100);
    }

    @Test
    void isNotThereBeforeItsEnd() {
        assertThat(archive.find(FILE)).isEmpty();
        assertThat(archive.has(FILE)).isFalse();
    }

    @Test
    void keepsASmallLogInOneObjectThatAnyGzipToolReads() throws IOException {
        archive.store(FILE, stream("2026-11-24T12:00:00Z hello\n"), ArchiveLimits.keeping(1_000_000));

        assertThat(objects.files()).containsOnlyKeys("/store/p/d/run/a0/1/_logs/pod-0/primary.log.gz");
        assertThat(text(new GZIPInputStream(
                        new ByteArrayInputStream(objects.files().get(FILE)))))
                .isEqualTo("2026-11-24T12:00:00Z hello\n");
    }

    @Test
    void storesAnEmptyLog() throws IOException {
        archive.store(FILE, stream(""), SMALL);

        assertThat(text(archive.find(FILE).orElseThrow().open())).isEmpty();
        assertThat(text(archive.find(FILE).orElseThrow().openTail(5))).isEmpty();
    }

    @Test
    void losesNothingOfAnyLog() throws Exception {
        PropertyCheck.forAll(300, draw -> {
            byte[] log = draw.text(2000).getBytes(UTF_8);
            MemoryObjects own = new MemoryObjects();
            LogArchive target = new LogArchive(own.store(), Clock.systemUTC());

            target.store(FILE, new ByteArrayInputStream(log), new ArchiveLimits(1 + draw.integer(0, 60), 1_000_000));

            assertThat(bytes(target.find(FILE).orElseThrow().open())).isEqualTo(log);
        });
    }

    @Test
    void findsTheNewestLines() throws IOException {
        archive.store(FILE, stream(lines(0, 1000)), SMALL);
        ArchivedLog stored = archive.find(FILE).orElseThrow();

        for (int wanted : List.of(1, 2, 3, 50, 999, 1000)) {
            assertThat(text(stored.openTail(wanted))).isEqualTo(lines(1000 - wanted, 1000));
        }
        assertThat(text(stored.openTail(5000))).isEqualTo(lines(0, 1000));
    }

    @Test
    void findsTheLinesSinceATimeReadingFewEarlierOnes() throws IOException {
        archive.store(FILE, stream(lines(0, 1000)), SMALL);
        ArchivedLog stored = archive.find(FILE).orElseThrow();

        for (int line : List.of(0, 1, 17, 500, 999)) {
            String since = text(stored.openSince(timeOf(line)));
            assertThat(since).endsWith(lines(line, 1000));
            assertThat(since.lines().count()).isLessThanOrEqualTo(1000 - line + 10);
        }
    }

    @Test
    void keepsBeginningAndEndOfATooLargeLogAndSaysWhatIsMissing() throws IOException {
        archive.store(FILE, stream(lines(0, 1000)), new ArchiveLimits(100, 2000));

        List<String> kept =
                text(archive.find(FILE).orElseThrow().open()).lines().toList();

        assertThat(kept.getFirst()).endsWith("line 000000");
        assertThat(kept.getLast()).endsWith("line 000999");
        String gap = kept.stream()
                .filter(line -> line.contains("not kept"))
                .findFirst()
                .orElseThrow();
        assertThat(gap).matches("2026-11-24T12:\\S+Z \\((\\d+) lines, \\d+ bytes of this log are not kept.*");
        int missing = Integer.parseInt(gap.replaceAll(".*\\((\\d+) lines.*", "$1"));
        assertThat(kept.size() - 1 + missing).isEqualTo(1000);
        assertThat(objects.files().values().stream()
                        .mapToLong(file -> file.length)
                        .sum())
                .isLessThan(20_000);
    }

    @Test
    void holdsABlockOfALogWithoutNewlines() throws IOException {
        archive.store(FILE, new FilledStream(10_000_000), new ArchiveLimits(100_000, Long.MAX_VALUE));

        ArchivedLog stored = archive.find(FILE).orElseThrow();
        assertThat(bytes(stored.open())).hasSize(10_000_000);
        assertThat(stored.lines()).isEqualTo(1);
        assertThat(objects.files()).hasSize(50);
    }

    @Test
    void keepsWhatABrokenStreamGaveAndSaysSo() throws IOException {
        InputStream broken = new SequenceInputStream(stream(lines(0, 3)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        });

        assertThatThrownBy(() -> archive.store(FILE, broken, SMALL)).isInstanceOf(IOException.class);
        assertThat(text(archive.find(FILE).orElseThrow().open()))
                .isEqualTo(lines(0, 3) + START + " (the rest of this log could not be read)\n");

        archive.store(FILE, stream(lines(0, 5)), SMALL);
        assertThat(text(archive.find(FILE).orElseThrow().open())).isEqualTo(lines(0, 5));
    }

    @Test
    void refusesAFileThatIsNoArchivedLog() {
        for (String content : List.of("", "hello", "\u001f")) {
            objects.files().put(FILE, content.getBytes(UTF_8));
            assertThatThrownBy(() -> archive.find(FILE)).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    @Timeout(60)
    void readsTheTailOfAGigabyteInLessThanASecond() throws IOException {
        byte[] line = (START + " " + "x".repeat(100) + "\n").getBytes(UTF_8);
        byte[] piece = new byte[line.length * 500];
        for (int i = 0; i < 500; i++) {
            System.arraycopy(line, 0, piece, i * line.length, line.length);
        }
        long size = 1L << 30;
        archive.store(FILE, new Repeated(piece, size), ArchiveLimits.keeping(2L << 30));
        objects.reads().set(0);

        long began = System.nanoTime();
        long lines =
                text(archive.find(FILE).orElseThrow().openTail(1000)).lines().count();

        assertThat(System.nanoTime() - began).isLessThan(1_000_000_000L);
        assertThat(lines).isEqualTo(1000);
        assertThat(objects.reads()).hasValueLessThanOrEqualTo(3);
    }

    private static Instant timeOf(int line) {
        return START.plusMillis(line);
    }

    private static String lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        IntStream.range(from, to).forEach(line -> text.append(timeOf(line)).append(" line %06d\n".formatted(line)));
        return text.toString();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static String text(InputStream stream) throws IOException {
        return new String(bytes(stream), UTF_8);
    }

    private static byte[] bytes(InputStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (stream) {
            stream.transferTo(all);
        }
        return all.toByteArray();
    }

    /** The same bytes again and again. */
    private static final class Repeated extends InputStream {
        private final byte[] piece;
        private long left;
        private int position;

        Repeated(byte[] piece, long size) {
            this.piece = piece;
            this.left = size;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int count = (int) Math.min(Math.min(left, length), piece.length - position);
            System.arraycopy(piece, position, into, from, count);
            position = (position + count) % piece.length;
            left -= count;
            return count == 0 ? -1 : count;
        }
    }
}
