package org.flyte.devbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StalePodsTest {
    @TempDir
    Path folder;

    @Test
    void aPodLeftBehindIsEnded() throws IOException {
        Process left = new ProcessBuilder(GroupLeader.command(List.of("sleep", "600"))).start();
        Files.createDirectories(new PodFiles(folder).pids());
        StalePods.remember(new PodFiles(folder).pid("left"), left.toHandle());

        assertThat(StalePods.end(new PodFiles(folder))).isEqualTo(1);

        await().until(() -> !left.isAlive());
        assertThat(new PodFiles(folder).pid("left")).doesNotExist();
    }

    @Test
    void aProcessThatOnlyHasTheSameNumberIsLeftAlone() throws IOException {
        Process other = new ProcessBuilder(GroupLeader.command(List.of("sleep", "600"))).start();
        try {
            Files.createDirectories(new PodFiles(folder).pids());
            Files.writeString(new PodFiles(folder).pid("old"), other.pid() + " 2001-01-01T00:00:00Z\n");

            assertThat(StalePods.end(new PodFiles(folder))).isZero();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }
}
