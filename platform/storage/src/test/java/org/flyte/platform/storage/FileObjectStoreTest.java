package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileObjectStoreTest extends ObjectStoreContract {
    @TempDir
    Path root;

    private ObjectStore store;

    @BeforeEach
    void open() {
        store = ObjectStoreProducer.create(TestConfig.of(Map.of("base", root + "/")), Clock.systemUTC());
    }

    @Override
    protected ObjectStore store() {
        if (store == null) {
            open();
        }
        return store;
    }

    @Test
    void createsNoFilesWhenMade() {
        Path missing = root.resolve("missing");
        ObjectStoreProducer.create(TestConfig.of(Map.of("base", missing.toString())), Clock.systemUTC());

        assertThat(missing).doesNotExist();
    }

    @Test
    void removesTemporaryFilesOfFailedWrites() throws Exception {
        assertThatThrownBy(() -> store.write(at("x"), new ByteArrayInputStream(new byte[1]), 2))
                .isInstanceOf(InvalidArgument.class);

        try (var left = Files.walk(root)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void hidesInternalFiles() throws Exception {
        Files.createDirectories(root.resolve(".flyte/unfinished"));
        Files.writeString(root.resolve(".flyte/unfinished/x"), "x");

        assertThat(store.list(root + "/", 10)).isEmpty();
        assertThatThrownBy(() -> store.read(root + "/.flyte/unfinished/x", 100)).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void keepsTheSigningKeyOutOfTheFolderThatPodsShare() throws Exception {
        store.presignGet(at("x"), Duration.ofMinutes(1));

        Path key = root.resolveSibling(root.getFileName() + ".links.key");
        assertThat(key).exists();
        assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void refusesASigningKeyInsideTheStore() {
        var config = TestConfig.of(Map.of("base", root.toString(), "links.key-file", root + "/keys/links.key"));

        assertThatThrownBy(() -> ObjectStoreProducer.create(config, Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must lie outside the store");
    }

    @Test
    void writesAndDeletesNothingThroughSymbolicLinks(@TempDir Path elsewhere) throws Exception {
        Path victim = Files.writeString(elsewhere.resolve("victim"), "untouched");
        Files.createSymbolicLink(root.resolve("planted"), elsewhere);

        for (String address : List.of(root + "/planted/victim", root + "/planted/new", root + "/planted/a/b/new")) {
            assertThatThrownBy(() -> store.write(address, bytes("x"))).isInstanceOf(InvalidArgument.class);
            assertThatThrownBy(() -> store.writeIfAbsent(address, new ByteArrayInputStream(bytes("x")), 1))
                    .isInstanceOf(InvalidArgument.class);
            assertThatThrownBy(() -> store.delete(address)).isInstanceOf(InvalidArgument.class);
        }
        assertThatThrownBy(() -> store.list(root + "/planted/", 10)).isInstanceOf(InvalidArgument.class);
        assertThat(victim).hasContent("untouched");
        try (var left = Files.list(elsewhere)) {
            assertThat(left).containsExactly(victim);
        }
    }

    @Test
    void replacesAPlantedLinkItselfAndNotItsTarget(@TempDir Path elsewhere) throws Exception {
        Path victim = Files.writeString(elsewhere.resolve("victim"), "untouched");
        Files.createSymbolicLink(root.resolve("outputs.pb"), victim);

        assertThat(store.writeIfAbsent(root + "/outputs.pb", new ByteArrayInputStream(bytes("x")), 1))
                .isFalse();
        store.write(root + "/outputs.pb", bytes("mine"));

        assertThat(victim).hasContent("untouched");
        assertThat(store.read(root + "/outputs.pb", 10)).isEqualTo(bytes("mine"));
        store.delete(root + "/outputs.pb");
        assertThat(victim).exists();
    }

    @Test
    void doesNotWriteThroughAPlantedFolderForUnfinishedFiles(@TempDir Path elsewhere) throws Exception {
        Files.createDirectories(root.resolve(".flyte"));
        Files.createSymbolicLink(root.resolve(".flyte/unfinished"), elsewhere);

        assertThatThrownBy(() -> store.write(at("x"), bytes("x"))).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void removesWhatKilledProcessesLeft() throws Exception {
        Path folder = Files.createDirectories(root.resolve(".flyte/unfinished"));
        Path old = Files.writeString(folder.resolve("old"), "half");
        Path recent = Files.writeString(folder.resolve("recent"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        store.write(at("x"), bytes("x"));

        assertThat(old).doesNotExist();
        assertThat(recent).exists();
    }

    @Test
    void doesNotFollowSymbolicLinksOutOfTheStore(@TempDir Path elsewhere) throws Exception {
        Path secret = Files.writeString(elsewhere.resolve("secret"), "s3cret");
        Files.createSymbolicLink(root.resolve("outputs.pb"), secret);

        assertThatThrownBy(() -> store.read(root + "/outputs.pb", 100))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("is a symbolic link to a place outside the store");
    }

    @Test
    void rejectsObjectsBelowObjects() {
        store.write(at("parent"), bytes("x"));

        assertThatThrownBy(() -> store.write(at("parent/child"), bytes("x"))).isInstanceOf(FailedPrecondition.class);
    }

    @Test
    void readsBelowAllowedPrefixes(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("x"), "beside");
        ObjectStore wider = ObjectStoreProducer.create(
                TestConfig.of(Map.of("base", root.toString(), "allowed", other.toString())), Clock.systemUTC());

        assertThat(wider.read(other + "/x", 100)).isEqualTo(bytes("beside"));
    }
}
