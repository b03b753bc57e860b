package org.flyte.devbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFilesTest {
    @TempDir
    Path folder;

    @Test
    void killsAnOrphanedPod() throws IOException {
        Process left = new ProcessBuilder(ProcessGroup.leaderCommand(List.of("sleep", "600"))).start();
        Files.createDirectories(new PodFiles(folder).pids());
        new PidFiles(new PodFiles(folder)).write("left", left.toHandle());

        assertThat(new PidFiles(new PodFiles(folder)).killOrphans()).isEqualTo(1);

        await().until(() -> !left.isAlive());
        assertThat(new PodFiles(folder).pid("left")).doesNotExist();
    }

    @Test
    void sparesAProcessThatOnlyHasTheSameNumber() throws IOException {
        Process other = new ProcessBuilder(ProcessGroup.leaderCommand(List.of("sleep", "600"))).start();
        try {
            Files.createDirectories(new PodFiles(folder).pids());
            Files.writeString(new PodFiles(folder).pid("old"), other.pid() + " 2001-01-01T00:00:00Z\n");

            assertThat(new PidFiles(new PodFiles(folder)).killOrphans()).isZero();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }
}
