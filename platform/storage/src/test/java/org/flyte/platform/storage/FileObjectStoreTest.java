package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
    void hidesInternalFiles() {
        store.presignGet(at("x"), Duration.ofMinutes(1));

        assertThat(root.resolve(".flyte/links.key")).exists();
        assertThat(store.list(root + "/", 10)).isEmpty();
        assertThatThrownBy(() -> store.read(root + "/.flyte/links.key", 100)).isInstanceOf(InvalidArgument.class);
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
