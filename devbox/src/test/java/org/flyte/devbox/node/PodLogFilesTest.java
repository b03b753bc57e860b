package org.flyte.devbox.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.flyte.platform.testkit.FilledStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing, reading the end of, and deleting log files of pods. */
class PodLogFilesTest {
    private static final String TIME = "2026-01-01T00:00:00Z";
    private static final Clock CLOCK = Clock.fixed(Instant.parse(TIME), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void beginsEachLineWithItsTimeAndKeepsWhatALineHolds() throws IOException {
        assertThat(copied("one\r\nbar  10%\rbar  20%\rbar 100%\n\nlast"))
                .isEqualTo(
                        TIME + " one\r\n" + TIME + " bar  10%\rbar  20%\rbar 100%\n" + TIME + " \n" + TIME + " last");
    }

    @Test
    void copiesOutputWithoutANewlinePieceByPiece() throws IOException {
        long size = 100L * 1024 * 1024;
        Path log = folder.resolve("endless.log");
        new OutputCopy(new FilledStream(size), log, CLOCK).run();

        assertThat(Files.size(log)).isEqualTo(size + TIME.length() + 1);
        assertThat(new LogTail(log).text()).isEqualTo("x".repeat(2048));
    }

    @Test
    void readsTheOutputOfAProcessWhoseLogCannotBeWritten() {
        FilledStream output = new FilledStream(1_000_000);

        new OutputCopy(output, folder.resolve("no-such-folder/pod.log"), CLOCK).run();

        assertThat(output.left()).isZero();
    }

    @Test
    @Timeout(5)
    void findsTheLastWordsOfALargeLog() throws IOException {
        String line = TIME + " n=000000 " + "x".repeat(90) + "\n";
        Path log = Files.writeString(folder.resolve("large.log"), line.repeat(200_000) + TIME + " last words\n");

        assertThat(new LogTail(log).text())
                .endsWith("\nlast words")
                .startsWith("n=000000 x")
                .hasSizeLessThanOrEqualTo(2048);
    }

    @Test
    void showsWhatATerminalWouldOfAProgressBar() throws IOException {
        Path log = Files.writeString(folder.resolve("bar.log"), TIME + " 10%\r20%\r100%\n" + TIME + " boom\n");

        assertThat(new LogTail(log).text()).isEqualTo("100%\nboom");
    }

    @Test
    void deletesOldLogsAndTheOldestOfTooMany() throws IOException {
        Instant now = Instant.parse(TIME);
        log("old", now.minus(Duration.ofHours(2)), 10);
        log("old-alive", now.minus(Duration.ofHours(2)), 10);
        log("third", now.minusSeconds(30), 100);
        log("second", now.minusSeconds(20), 100);
        log("first", now.minusSeconds(10), 100);

        new LogFileCollector(folder, "old-alive"::equals, Duration.ofHours(1), 250, CLOCK).run();

        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("old-alive.log", "second.log", "first.log");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../var/log/dpkg", "a/b", "..", ".", "", "/etc/passwd"})
    void refusesANameThatIsAPath(String pod) {
        assertThatThrownBy(() -> new PodFiles(folder).log(pod)).isInstanceOf(IllegalArgumentException.class);
    }

    private void log(String pod, Instant modified, int size) throws IOException {
        Path file = Files.writeString(folder.resolve(pod + ".log"), "x".repeat(size));
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private String copied(String output) throws IOException {
        Path log = folder.resolve("pod.log");
        // Read in pieces that end anywhere.
        InputStream pieces = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(output.substring(0, 5).getBytes(UTF_8)),
                new ByteArrayInputStream(output.substring(5).getBytes(UTF_8)))));
        new OutputCopy(pieces, log, CLOCK).run();
        return Files.readString(log);
    }
}
