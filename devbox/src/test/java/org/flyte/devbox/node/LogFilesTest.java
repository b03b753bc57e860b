package org.flyte.devbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
    private static final Optional<Instant> EVER = Optional.empty();
    private static final OptionalInt ALL = OptionalInt.empty();

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void writeThreeLines() throws IOException {
        log = folder.resolve("pod.log");
        Files.writeString(log, "2026-01-01T00:00:01Z one\n2026-01-01T00:00:02.5Z two\n2026-01-01T00:00:03Z three\n");
    }

    @Test
    void findsTheNewestLinesOrThoseSinceATime() throws IOException {
        Optional<Instant> second = Optional.of(Instant.parse("2026-01-01T00:00:02Z"));

        assertThat(rest(EVER, ALL)).startsWith("2026-01-01T00:00:01Z one");
        assertThat(rest(EVER, OptionalInt.of(1))).isEqualTo("2026-01-01T00:00:03Z three\n");
        assertThat(rest(EVER, OptionalInt.of(9))).startsWith("2026-01-01T00:00:01Z one");
        assertThat(rest(second, ALL)).startsWith("2026-01-01T00:00:02.5Z two");
        assertThat(rest(second, OptionalInt.of(1))).isEqualTo("2026-01-01T00:00:03Z three\n");
        assertThat(rest(Optional.of(Instant.parse("2027-01-01T00:00:00Z")), ALL))
                .isEmpty();
    }

    @Test
    void readsWhatIsWrittenLaterUntilThePodEnds() throws Exception {
        AtomicBoolean alive = new AtomicBoolean(true);
        try (FollowedFile file = new FollowedFile(log, Files.size(log), alive::get)) {
            var read = CompletableFuture.supplyAsync(() -> text(file));

            Files.writeString(log, "2026-01-01T00:00:04Z four\n", StandardOpenOption.APPEND);
            await().during(java.time.Duration.ofMillis(300)).until(() -> !read.isDone());
            alive.set(false);

            assertThat(read.get()).isEqualTo("2026-01-01T00:00:04Z four\n");
        }
    }

    private String rest(Optional<Instant> since, OptionalInt tail) throws IOException {
        try (FollowedFile file = new FollowedFile(log, new LogRange(since, tail).startIn(log), () -> false)) {
            return text(file);
        }
    }

    private static String text(FollowedFile file) {
        try {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
