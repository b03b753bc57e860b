package org.flyte.platform.identity.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-28T10:00:00Z");

    @Test
    void readsAReplacedTokenWithinSeconds() throws Exception {
        Path path = folder.resolve("token");
        Files.writeString(path, "first\n");
        TokenFile file = file(Optional.of(path));
        assertThat(file.current()).contains("first");

        Files.writeString(path, "second\n");
        assertThat(file.current()).contains("first");
        now = now.plusSeconds(10);
        assertThat(file.current()).contains("second");
    }

    @Test
    void keepsTheLastTokenWhileTheFileCannotBeRead() throws Exception {
        Path path = folder.resolve("token");
        TokenFile file = file(Optional.of(path));
        assertThat(file.current()).isEmpty();

        Files.writeString(path, "first");
        now = now.plusSeconds(10);
        assertThat(file.current()).contains("first");
        Files.writeString(path, "x".repeat(70_000));
        now = now.plusSeconds(10);
        assertThat(file.current()).contains("first");
        Files.delete(path);
        now = now.plus(Duration.ofHours(1));
        assertThat(file.current()).contains("first");
    }

    @Test
    void hasNoneWithoutAFile() {
        assertThat(file(Optional.empty()).current()).isEmpty();
    }

    private TokenFile file(Optional<Path> path) {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        return new TokenFile(() -> path, clock);
    }
}
