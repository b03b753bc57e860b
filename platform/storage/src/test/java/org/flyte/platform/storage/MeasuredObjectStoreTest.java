package org.flyte.platform.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.FaultProxy.Fault;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredObjectStoreTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    private ObjectStore folderStore() {
        return ObjectStoreProducer.create(TestConfig.of(Map.of("base", base())), Clock.systemUTC(), registry);
    }

    private String base() {
        return folder.resolve("store").toString();
    }

    private String at(String name) {
        return base() + "/" + name;
    }

    private long calls(String backend, String operation, String result) {
        var timer = registry.find("flyte.storage.calls")
                .tags("backend", backend, "operation", operation, "result", result)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private double bytes(String backend, String operation) {
        return registry.get("flyte.storage.bytes")
                .tags("backend", backend, "operation", operation)
                .counter()
                .count();
    }

    private double retries(String backend) {
        return registry.get("flyte.storage.retries")
                .tag("backend", backend)
                .counter()
                .count();
    }

    @Test
    void countsCallsAndBytesByOperation() throws Exception {
        try (ObjectStore store = folderStore()) {
            store.write(at("a"), "12345".getBytes(UTF_8));
            store.write(at("b"), stream("123"), 3);
            assertThat(store.writeIfAbsent(at("c"), stream("1234567"), 7)).isTrue();
            assertThat(store.writeIfAbsent(at("c"), stream("1234567"), 7)).isFalse();
            store.read(at("a"), 10);
            try (InputStream content = store.open(at("a"), 1, 3)) {
                content.readAllBytes();
            }
            store.copy(at("a"), at("d"));
            store.list(base(), 10);
            store.delete(at("d"));
            assertThat(store.head(at("d"))).isEmpty();
            assertThat(store.md5(at("a"))).isPresent();
            store.presignGet(at("a"), Duration.ofMinutes(1));
            store.presignPut(PutRequest.of(at("e"), Duration.ofMinutes(1)));
        }

        assertThat(bytes("file", "write")).isEqualTo(8);
        assertThat(bytes("file", "write_if_absent")).isEqualTo(7);
        assertThat(bytes("file", "read")).isEqualTo(5);
        assertThat(bytes("file", "stream")).isEqualTo(3);
        assertThat(calls("file", "write", "ok")).isEqualTo(2);
        assertThat(calls("file", "write_if_absent", "ok")).isEqualTo(2);
        for (String once : List.of(
                "read", "open", "stream", "copy", "list", "delete", "head", "md5", "presign_get", "presign_put")) {
            assertThat(calls("file", once, "ok")).as(once).isOne();
        }
        assertThat(registry.get("flyte.storage.calls")
                        .tag("operation", "write")
                        .timer()
                        .totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    @Test
    void tellsFailuresApart() throws Exception {
        Files.createDirectories(folder.resolve("store"));
        try (ObjectStore store = folderStore()) {
            assertThatThrownBy(() -> store.read(at("missing"), 1)).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> store.open(at("missing"))).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> store.read("/elsewhere/x", 1)).isInstanceOf(InvalidArgument.class);
            assertThatThrownBy(() -> store.write(at("short"), stream("12"), 3)).isInstanceOf(InvalidArgument.class);
        }

        assertThat(calls("file", "read", "not_found")).isOne();
        assertThat(calls("file", "open", "not_found")).isOne();
        assertThat(calls("file", "stream", "ok")).isZero();
        assertThat(calls("file", "read", "refused")).isOne();
        assertThat(calls("file", "write", "refused")).isOne();
        assertThat(bytes("file", "write")).isZero();
    }

    @Test
    void countsWhatIsTriedAgainAndWhatFails() throws Exception {
        try (S3Server server = new S3Server(folder);
                FaultProxy proxy = new FaultProxy(URI.create(server.endpoint()));
                ObjectStore store = ObjectStoreProducer.create(s3(proxy), Clock.systemUTC(), registry)) {
            store.write("s3://flyte-measured/x", new byte[100_000]);
            double before = retries("s3");
            proxy.next(Fault.busy(), Fault.busy());
            store.read("s3://flyte-measured/x", 100_000);
            assertThat(retries("s3") - before).isEqualTo(2);

            proxy.next(Fault.NONE);
            InputStream content = store.open("s3://flyte-measured/x");
            proxy.always(Fault.busy());
            assertThatThrownBy(() -> store.read("s3://flyte-measured/x", 1)).isInstanceOf(Unavailable.class);
            content.close();
            proxy.always(Fault.cutAnswer(0));
            InputStream cut = store.open("s3://flyte-measured/x");
            assertThatThrownBy(cut::readAllBytes).isInstanceOf(Unavailable.class);
            cut.close();
        }

        assertThat(calls("s3", "read", "ok")).isOne();
        assertThat(calls("s3", "read", "unavailable")).isOne();
        assertThat(calls("s3", "stream", "ok")).isOne();
        assertThat(calls("s3", "stream", "unavailable")).isOne();
    }

    @Test
    void hasLabelsOfFewValuesOnly() {
        try (ObjectStore store = folderStore()) {
            for (int i = 0; i < 50; i++) {
                store.write(at("project-" + i + "/x"), new byte[1]);
                assertThat(store.head(at("missing-" + i))).isEmpty();
            }
        }

        Set<String> labels = new TreeSet<>();
        for (Meter meter : registry.getMeters()) {
            meter.getId().getTags().stream().map(Tag::getValue).forEach(labels::add);
        }
        assertThat(labels).containsExactly("file", "head", "ok", "read", "stream", "write", "write_if_absent");
    }

    private static StorageConfig s3(FaultProxy proxy) {
        return TestConfig.of(Map.of(
                "base",
                "s3://flyte-measured",
                "s3.endpoint",
                proxy.endpoint(),
                "s3.create-buckets",
                "true",
                "s3.access-key",
                S3Server.ACCESS_KEY,
                "s3.secret-key",
                S3Server.SECRET_KEY,
                "remote.initial-backoff",
                "5ms"));
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(UTF_8));
    }
}
