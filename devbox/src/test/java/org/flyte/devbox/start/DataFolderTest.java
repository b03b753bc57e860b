package org.flyte.devbox.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temp;

    @Test
    void isLockedByOneDevboxAtATime() {
        Path root = temp.resolve("data");
        try (DataFolder first = DataFolder.open(root, false)) {
            assertThat(first.root()).isDirectory();
            assertThatThrownBy(() -> DataFolder.open(root, false))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("in use by another devbox");
        }
        DataFolder.open(root, false).close();
    }

    @Test
    void leavesAFolderOfANewerLayoutUntouched() throws IOException {
        Path version = temp.resolve("version");
        Files.writeString(version, "99\n");

        assertThatThrownBy(() -> DataFolder.open(temp, false))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has layout 99");
        assertThat(temp).isDirectoryContaining(version::equals).isDirectoryNotContaining("glob:**/lock");
    }

    @Test
    void deletesAnEphemeralFolderAtTheEnd() throws IOException {
        Path root = temp.resolve("short");
        try (DataFolder folder = DataFolder.open(root, true)) {
            Files.createDirectories(folder.store().resolve("a/b"));
            Files.writeString(folder.store().resolve("a/b/c"), "x");
        }
        assertThat(root).doesNotExist();
    }

    @Test
    void isClosedToOthers() throws IOException {
        Path root = temp.resolve("data");
        DataFolder.open(root, false).close();
        assertThat(Files.getPosixFilePermissions(root)).isEqualTo(PosixFilePermissions.fromString("rwx------"));

        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        DataFolder.open(root, false).close();
        assertThat(Files.getPosixFilePermissions(root)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
}
