package org.flyte.platform.secrets.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretManagerContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedFileSecretManagerTest extends SecretManagerContract {
    @TempDir
    Path root;

    private SecretManager manager;

    @BeforeEach
    void open() {
        manager = reopened();
    }

    @Override
    protected SecretManager manager() {
        return manager;
    }

    private SecretManager reopened() {
        return new EncryptedFileSecretManager(root.resolve("secrets"), root.resolve("secrets.key"), Clock.systemUTC());
    }

    @Test
    void readsItsFilesAfterARestart() {
        SecretId id = new SecretId(PROJECT, "kept");
        manager.create(id, text("value"));
        manager.close();

        assertThat(new String(reopened().read(id).orElseThrow().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("value");
    }

    @Test
    void writesNeitherNamesNorValuesInClear() throws IOException {
        manager.create(new SecretId(PROJECT, "planted-name"), text("planted-value"));

        for (Path file : files()) {
            String content = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(file + content).doesNotContain("planted").doesNotContain("blue");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("secrets"))))
                .isEqualTo("rwx------");
        assertThat(files()).hasSize(2);
    }

    @Test
    void refusesFilesThatWereChangedOrMovedOrHaveAnotherKey() throws IOException {
        SecretId one = new SecretId(PROJECT, "one");
        SecretId two = new SecretId(PROJECT, "two");
        manager.create(one, text("1"));
        Path file = files().stream()
                .filter(path -> path.toString().endsWith(".secret"))
                .findFirst()
                .orElseThrow();
        byte[] sealed = Files.readAllBytes(file);
        manager.create(two, text("2"));
        for (Path other : files()) {
            if (other.toString().endsWith(".secret") && !other.equals(file)) {
                Files.write(other, sealed);
            }
        }
        assertThatThrownBy(() -> manager.read(two))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("cannot be decrypted");
        sealed[sealed.length - 1] ^= 1;
        Files.write(file, sealed);
        assertThatThrownBy(() -> manager.read(one)).isInstanceOf(FailedPrecondition.class);
        Files.write(file, new byte[3]);
        assertThatThrownBy(() -> manager.read(one)).isInstanceOf(FailedPrecondition.class);
        Files.write(file, sealed);
        Files.write(root.resolve("secrets.key"), new byte[5]);
        assertThatThrownBy(() -> reopened().read(one))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("is damaged");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
