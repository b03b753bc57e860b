package org.flyte.platform.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store keeps to. A backend passes it by extending it. */
public abstract class ObjectStoreContract {
    private String folder;

    protected abstract ObjectStore store();

    @BeforeEach
    void useOwnFolder() {
        folder = store().base() + "/" + UUID.randomUUID();
    }

    protected String at(String name) {
        return folder + "/" + name;
    }

    @Test
    void readsWhatWasWritten() {
        store().write(at("a/b.pb"), bytes("hello"));

        assertThat(store().read(at("a/b.pb"), 5)).isEqualTo(bytes("hello"));
        assertThat(store().head(at("a/b.pb"))).hasValueSatisfying(info -> {
            assertThat(info.address()).isEqualTo(at("a/b.pb"));
            assertThat(info.size()).isEqualTo(5);
            assertThat(info.modified()).isNotNull();
        });
    }

    @Test
    void findsItsBase() {
        store().write(at("x"), bytes("so that it is there"));

        store().verifyBase();
    }

    @Test
    void storesEmptyObjects() {
        store().write(at("empty"), new byte[0]);
        store().write(at("empty-too"), InputStream.nullInputStream(), 0);

        assertThat(store().read(at("empty"), 0)).isEmpty();
        assertThat(store().head(at("empty-too")))
                .hasValueSatisfying(info -> assertThat(info.size()).isZero());
    }

    @Test
    void replacesWholeObjects() {
        store().write(at("x"), bytes("the first one, which is longer"));
        store().write(at("x"), bytes("second"));

        assertThat(store().read(at("x"), 100)).isEqualTo(bytes("second"));
    }

    @Test
    void writesIfAbsentAndNeverReplaces() {
        assertThat(writeIfAbsent(at("once"), "first")).isTrue();
        assertThat(writeIfAbsent(at("once"), "second")).isFalse();

        assertThat(store().read(at("once"), 100)).isEqualTo(bytes("first"));
    }

    @Test
    void letsOneOfManyConditionalWritersWin() throws Exception {
        List<String> contents =
                IntStream.range(0, 20).mapToObj(i -> "writer " + i).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = contents.stream()
                    .map(content -> threads.submit(() -> writeIfAbsent(at("contended"), content) ? content : ""))
                    .toList();
            List<String> winners = new ArrayList<>();
            for (var one : tries) {
                winners.add(one.get());
            }
            winners.removeIf(String::isEmpty);

            assertThat(winners).hasSize(1);
            assertThat(store().read(at("contended"), 100)).isEqualTo(bytes(winners.getFirst()));
        }
    }

    @Test
    void leavesNothingReadableWhenAConditionalWriteFails() {
        assertThatThrownBy(() -> store().writeIfAbsent(at("short"), new ByteArrayInputStream(new byte[10]), 20))
                .isInstanceOf(InvalidArgument.class);
        assertThat(store().head(at("short"))).isEmpty();
    }

    private boolean writeIfAbsent(String address, String content) {
        return store().writeIfAbsent(address, new ByteArrayInputStream(bytes(content)), bytes(content).length);
    }

    @Test
    void neverShowsAPartialObject() throws Exception {
        byte[] zeros = new byte[300_000];
        byte[] ones = new byte[300_000];
        Arrays.fill(ones, (byte) 1);
        store().write(at("busy"), zeros);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writer = threads.submit(() -> {
                for (int i = 0; i < 15; i++) {
                    store().write(at("busy"), i % 2 == 0 ? ones : zeros);
                }
            });
            do {
                assertThat(store().read(at("busy"), 300_000)).isIn(zeros, ones);
            } while (!writer.isDone());
            writer.get();
        }
    }

    @Test
    void writesAndReadsStreams() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        store().write(at("big"), new ByteArrayInputStream(content), content.length);

        try (InputStream read = store().open(at("big"))) {
            assertThat(read.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void readsRanges() throws Exception {
        store().write(at("range"), bytes("0123456789"));

        assertThat(range("range", 2, 3)).isEqualTo("234");
        assertThat(range("range", 8, 100)).isEqualTo("89");
        assertThat(range("range", 10, 5)).isEmpty();
        assertThat(range("range", 50, 5)).isEmpty();
        assertThat(range("range", 0, 0)).isEmpty();
        assertThatThrownBy(() -> range("none", 0, 5)).isInstanceOf(NotFound.class);
    }

    private String range(String name, long from, long count) throws IOException {
        try (InputStream range = store().open(at(name), from, count)) {
            return new String(range.readAllBytes(), UTF_8);
        }
    }

    @Test
    void writesLargeObjectsInParts() throws Exception {
        byte[] content = new byte[12 << 20];
        new Random(12).nextBytes(content);

        store().write(at("large"), new ByteArrayInputStream(content), content.length);
        assertThat(store().read(at("large"), 1 << 24)).isEqualTo(content);
        assertThat(store().writeIfAbsent(at("large"), new ByteArrayInputStream(new byte[12 << 20]), 12 << 20))
                .isFalse();
        assertThat(store().writeIfAbsent(at("large-too"), new ByteArrayInputStream(content), content.length))
                .isTrue();
        assertThat(store().read(at("large"), 1 << 24)).isEqualTo(content);
    }

    @Test
    void leavesNothingOfALargeObjectThatIsCut() {
        assertThatThrownBy(() -> store().write(at("cut"), new ByteArrayInputStream(new byte[11 << 20]), 12 << 20))
                .isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> store().write(at("cut"), new ByteArrayInputStream(new byte[13 << 20]), 12 << 20))
                .isInstanceOf(InvalidArgument.class);
        assertThat(store().head(at("cut"))).isEmpty();
        assertThat(store().list(at(""), 10)).isEmpty();
    }

    @Test
    void copiesObjects() {
        store().write(at("from"), bytes("content"));
        store().write(at("to"), bytes("replaced"));

        store().copy(at("from"), at("to"));
        store().copy(at("from"), at("a/new one"));

        assertThat(store().read(at("to"), 100)).isEqualTo(bytes("content"));
        assertThat(store().read(at("a/new one"), 100)).isEqualTo(bytes("content"));
        assertThatThrownBy(() -> store().copy(at("none"), at("to"))).isInstanceOf(NotFound.class);
    }

    @Test
    void leavesNothingReadableWhenTheStreamFails() {
        InputStream cut = new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });

        assertThatThrownBy(() -> store().write(at("cut"), cut, 200_000)).isInstanceOf(RuntimeException.class);
        assertThat(store().head(at("cut"))).isEmpty();
    }

    @Test
    void rejectsContentThatIsTooShort() {
        assertThatThrownBy(() -> store().write(at("short"), new ByteArrayInputStream(new byte[10]), 20))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("10 of the 20");
        assertThat(store().head(at("short"))).isEmpty();
    }

    @Test
    void rejectsContentThatIsTooLong() {
        assertThatThrownBy(() -> store().write(at("long"), new ByteArrayInputStream(new byte[21]), 20))
                .isInstanceOf(InvalidArgument.class);
        assertThat(store().head(at("long"))).isEmpty();
    }

    @Test
    void rethrowsTheErrorOfAStreamUnchanged() {
        InputStream failing = new InputStream() {
            @Override
            public int read() {
                throw new InvalidArgument("the checksum is wrong");
            }
        };

        assertThatThrownBy(() -> store().write(at("x"), failing, 20))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("the checksum is wrong");
    }

    @Test
    void reportsMissingObjectsAsNotFound() {
        assertThat(store().head(at("nothing"))).isEmpty();
        assertThat(store().md5(at("nothing"))).isEmpty();
        assertThatThrownBy(() -> store().read(at("nothing"), 10))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining(at("nothing"));
        assertThatThrownBy(() -> store().open(at("nothing"))).isInstanceOf(NotFound.class);
    }

    @Test
    void reportsNamesBelowAnObjectAsNotFound() {
        store().write(at("parent"), bytes("x"));

        assertThat(store().head(at("parent/child"))).isEmpty();
    }

    @Test
    void doesNotTreatAFolderAsAnObject() {
        store().write(at("folder/child"), bytes("x"));

        assertThat(store().head(at("folder"))).isEmpty();
        assertThatThrownBy(() -> store().read(at("folder"), 10)).isInstanceOf(NotFound.class);
    }

    @Test
    void refusesToReadAboveTheLimit() {
        store().write(at("large"), new byte[11]);

        assertThatThrownBy(() -> store().read(at("large"), 10))
                .isInstanceOf(Exhausted.class)
                .hasMessageContaining("11 bytes");
    }

    @Test
    void knowsTheMd5OfWrittenObjects() {
        store().write(at("sum"), bytes("hello"));

        assertThat(store().md5(at("sum"))).contains("XUFAKrxLKna5cZ2REBfFkg==");
    }

    @Test
    void deletesIdempotently() {
        store().write(at("x"), bytes("x"));
        store().delete(at("x"));
        store().delete(at("x"));

        assertThat(store().head(at("x"))).isEmpty();
    }

    @Test
    void listsInAddressOrderUpToTheLimit() {
        for (String name : List.of("l/2", "l/10", "l/sub/1", "l/1", "l-not", "m/1")) {
            store().write(at(name), bytes(name));
        }

        assertThat(store().list(at("l/"), 10))
                .extracting(ObjectStore.ObjectInfo::address)
                .containsExactly(at("l/1"), at("l/10"), at("l/2"), at("l/sub/1"));
        assertThat(store().list(at("l/1"), 10))
                .extracting(ObjectStore.ObjectInfo::address)
                .containsExactly(at("l/1"), at("l/10"));
        assertThat(store().list(at("l/"), 2))
                .extracting(ObjectStore.ObjectInfo::address)
                .containsExactly(at("l/1"), at("l/10"));
        assertThat(store().list(at("nowhere/"), 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "percent%41", "plus+and=equals", "ünï", "what?", "frag#ment", "a&b"})
    void keepsSpecialCharactersOfNames(String name) {
        store().write(at(name), bytes(name));

        assertThat(store().read(at(name), 100)).isEqualTo(bytes(name));
        assertThat(store().list(at(""), 2))
                .extracting(ObjectStore.ObjectInfo::address)
                .containsExactly(at(name));
    }

    @Test
    void ownsOnlyAddressesBelowItsBase() {
        assertThat(store().owns(at("x"))).isTrue();
        assertThat(store().owns(store().base())).isTrue();
        assertThat(store().owns(store().base() + "-other/x")).isFalse();
        assertThat(store().owns("gs://elsewhere/x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gs://elsewhere/x", "/etc/passwd", "s3://elsewhere/x", "relative/x", "", "file:///tmp/x"})
    void rejectsAddressesOutsideTheStore(String address) {
        assertThatThrownBy(() -> store().read(address, 10)).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> store().write(address, bytes("x"))).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> store().head(address)).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> store().list(address, 1)).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> store().presignGet(address, Duration.ofMinutes(1)))
                .isInstanceOf(InvalidArgument.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../../etc/passwd", "./x", "a/..", "nul\0", "line\nbreak"})
    void rejectsNamesThatLeaveTheStore(String name) {
        assertThatThrownBy(() -> store().write(at(name), bytes("x"))).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> store().open(at(name))).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void rejectsTheBaseAsAnObject() {
        assertThatThrownBy(() -> store().write(store().base(), bytes("x"))).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> store().write(at("folder/"), bytes("x"))).isInstanceOf(InvalidArgument.class);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
