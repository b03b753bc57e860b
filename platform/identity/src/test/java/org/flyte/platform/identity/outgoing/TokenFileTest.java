package org.flyte.platform.identity.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    @TempDir
    Path folder;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-28T10:00:00Z"));

    @Test
    void readsAReplacedTokenWithinSeconds() throws Exception {
        Path path = folder.resolve("token");
        Files.writeString(path, "first\n");
        TokenFile file = file(Optional.of(path));
        assertThat(file.current()).contains("first");

        Files.writeString(path, "second\n");
        assertThat(file.current()).contains("first");
        clock.advance(Duration.ofSeconds(10));
        assertThat(file.current()).contains("second");
    }

    @Test
    void keepsTheLastTokenWhileTheFileCannotBeRead() throws Exception {
        Path path = folder.resolve("token");
        TokenFile file = file(Optional.of(path));
        assertThat(file.current()).isEmpty();

        Files.writeString(path, "first");
        clock.advance(Duration.ofSeconds(10));
        assertThat(file.current()).contains("first");
        Files.writeString(path, "x".repeat(70_000));
        clock.advance(Duration.ofSeconds(10));
        assertThat(file.current()).contains("first");
        Files.delete(path);
        clock.advance(Duration.ofHours(1));
        assertThat(file.current()).contains("first");
    }

    @Test
    void hasNoneWithoutAFile() {
        assertThat(file(Optional.empty()).current()).isEmpty();
    }

    private TokenFile file(Optional<Path> path) {
        return new TokenFile(() -> path, clock);
    }
}
