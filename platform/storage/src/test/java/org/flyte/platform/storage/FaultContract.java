package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.FaultProxy.Fault;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every store over the network keeps to when requests fail: tried again or a clear error, never half an object. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FaultContract {
    private static final int ATTEMPTS = 4;
    private static final byte[] CONTENT = random(300_000);
    /** Comes in three parts. */
    private static final byte[] LARGE = random(12 << 20);

    private FaultProxy proxy;
    private ObjectStore store;
    private String folder;

    /** Starts the server, and returns where it is reached. */
    protected abstract URI startServer() throws Exception;

    /** The settings of the store, for a server that is reached through the proxy. */
    protected abstract Map<String, String> settings(String proxy) throws Exception;

    protected abstract void stopServer() throws Exception;

    @BeforeAll
    void start() throws Exception {
        proxy = new FaultProxy(startServer());
        Map<String, String> keys = new HashMap<>(settings(proxy.endpoint()));
        keys.putAll(Map.of("remote.part-size", "5M", "remote.initial-backoff", "5ms"));
        store = ObjectStoreProducer.create(TestConfig.of(keys), Clock.systemUTC());
    }

    @AfterAll
    void stop() throws Exception {
        store.close();
        proxy.close();
        stopServer();
    }

    /** The store, reached through the proxy, with parts of 5 MiB and pauses of some milliseconds. */
    protected final ObjectStore store() {
        return store;
    }

    protected final FaultProxy proxy() {
        return proxy;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void useOwnFolder() {
        folder = store().base() + "/" + UUID.randomUUID();
        store().write(at("there"), CONTENT);
    }

    @AfterEach
    void heal() {
        proxy().always(Fault.NONE);
    }

    protected String at(String name) {
        return folder + "/" + name;
    }

    @Test
    void triesAgainWhileTheStoreIsBusy() {
        for (Runnable call : new Runnable[] {
            () -> store().write(at("x"), CONTENT),
            () -> assertThat(store().read(at("there"), 1 << 20)).isEqualTo(CONTENT),
            () -> assertThat(store().head(at("there"))).isPresent(),
            () -> assertThat(store().list(at(""), 10)).isNotEmpty(),
            () -> store().copy(at("there"), at("copy")),
            () -> store().delete(at("x"))
        }) {
            proxy().next(Fault.busy(), Fault.busy());
            call.run();
        }
        assertThat(store().read(at("copy"), 1 << 20)).isEqualTo(CONTENT);
    }

    @Test
    void givesUpWhenTheStoreStaysBusy() {
        proxy().always(Fault.busy());

        assertThatThrownBy(() -> store().read(at("there"), 1 << 20)).isInstanceOf(Unavailable.class);
        assertThat(proxy().requests()).isEqualTo(ATTEMPTS);
        assertThatThrownBy(() -> store().write(at("x"), CONTENT))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("try again");
        proxy().always(Fault.NONE);
        assertThat(store().head(at("x"))).isEmpty();
    }

    @Test
    void resumesADownloadThatIsCut() throws Exception {
        proxy().next(Fault.cutAnswer(100_000), Fault.cutAnswer(50_000), Fault.cutAnswer(0), Fault.busy());

        try (InputStream content = store().open(at("there"))) {
            assertThat(content.readAllBytes()).isEqualTo(CONTENT);
        }
        proxy().next(Fault.NONE, Fault.cutAnswer(100));
        try (InputStream range = store().open(at("there"), 1000, 5000)) {
            assertThat(range.readAllBytes()).isEqualTo(Arrays.copyOfRange(CONTENT, 1000, 6000));
        }
    }

    @Test
    void neverEndsADownloadEarlyAsIfItWereWhole() {
        proxy().always(Fault.cutAnswer(0));

        assertThatThrownBy(() -> store().open(at("there")).readAllBytes())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("try again");
        assertThatThrownBy(() -> store().read(at("there"), 1 << 20)).isInstanceOf(Unavailable.class);
    }

    @Test
    void doesNotMixTwoVersionsOfAnObject() throws Exception {
        proxy().next(Fault.cutAnswer(100_000));
        try (InputStream content = store().open(at("there"))) {
            byte[] begin = content.readNBytes(50_000);
            store().write(at("there"), random(400_000));
            byte[] rest = readRest(content);

            assertThat(begin).isEqualTo(Arrays.copyOf(CONTENT, 50_000));
            assertThat(rest).isIn(new byte[0], Arrays.copyOfRange(CONTENT, 50_000, CONTENT.length));
        }
    }

    /** Nothing when the stream fails: its client may have had all of the first version already. */
    private static byte[] readRest(InputStream content) throws IOException {
        try {
            return content.readAllBytes();
        } catch (Unavailable replaced) {
            return new byte[0];
        }
    }

    @Test
    void readsAgainWhatArrivedDamaged() {
        proxy().next(Fault.FLIP_ANSWER);
        assertThat(store().read(at("there"), 1 << 20)).isEqualTo(CONTENT);

        proxy().always(Fault.FLIP_ANSWER);
        assertThatThrownBy(() -> store().read(at("there"), 1 << 20))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void neverGivesOutTheLastBytesOfADamagedStream() throws Exception {
        try (InputStream content = store().open(at("there"))) {
            content.skipNBytes(CONTENT.length - 1);
            assertThat(content.readAllBytes()).containsExactly(CONTENT[CONTENT.length - 1]);
        }

        proxy().always(Fault.FLIP_ANSWER);
        try (InputStream content = store().open(at("there"))) {
            assertThatThrownBy(() -> content.readNBytes(CONTENT.length))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("checksum");
        }
    }

    /** A server that signs the content may take damage for a wrong signature: then a clear error. */
    @Test
    void storesNothingThatArrivedDamaged() {
        proxy().next(Fault.FLIP_REQUEST);
        try {
            store().write(at("x"), CONTENT);
            assertThat(store().read(at("x"), 1 << 20)).isEqualTo(CONTENT);
        } catch (FailedPrecondition refused) {
            assertThat(store().head(at("x"))).isEmpty();
        }

        proxy().always(Fault.FLIP_REQUEST);
        assertThatThrownBy(() -> store().write(at("never"), CONTENT)).isInstanceOf(FlyteException.class);
        proxy().always(Fault.NONE);
        assertThat(store().head(at("never"))).isEmpty();
    }

    @Test
    void sendsAgainWhatWasCut() {
        proxy().next(Fault.cutRequest(100_000), Fault.cutRequest(0));
        store().write(at("x"), CONTENT);
        assertThat(store().read(at("x"), 1 << 20)).isEqualTo(CONTENT);

        proxy().always(Fault.cutRequest(100_000));
        assertThatThrownBy(() -> store().write(at("never"), CONTENT)).isInstanceOf(Unavailable.class);
        proxy().always(Fault.NONE);
        assertThat(store().head(at("never"))).isEmpty();
    }

    @Test
    void sendsAPartAgain() {
        proxy().next(Fault.busy(), Fault.NONE, Fault.busy(), Fault.cutRequest(1_000_000));

        store().write(at("large"), new ByteArrayInputStream(LARGE), LARGE.length);

        assertThat(store().read(at("large"), 1 << 24)).isEqualTo(LARGE);
    }

    @Test
    void leavesNothingOfPartsThatFail() {
        proxy().next(Fault.NONE, Fault.NONE, Fault.busy(), Fault.busy(), Fault.busy(), Fault.busy());

        assertThatThrownBy(() -> store().write(at("large"), new ByteArrayInputStream(LARGE), LARGE.length))
                .isInstanceOf(Unavailable.class);
        assertThat(store().head(at("large"))).isEmpty();
    }
}
