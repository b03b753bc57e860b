package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.backend.ObjectStoreProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several kinds of stores and buckets behind one. */
class RoutedObjectStoreTest {
    @Test
    void routesByKindAndBucket(@TempDir Path first, @TempDir Path second, @TempDir Path third) throws Exception {
        try (S3Server main = new S3Server(first);
                S3Server own = new S3Server(second);
                GcsServer google = GcsServer.start()) {
            Map<String, String> keys = new HashMap<>(Map.of(
                    "base",
                    "s3://main/base",
                    "allowed",
                    "s3://main-too,s3://special/data,gs://google",
                    "s3.endpoint",
                    main.endpoint(),
                    "s3.create-buckets",
                    "true",
                    "s3.access-key",
                    S3Server.ACCESS_KEY,
                    "s3.secret-key",
                    S3Server.SECRET_KEY,
                    "gs.endpoint",
                    google.endpoint(),
                    "gs.credentials-file",
                    google.keyFile(third).toString()));
            keys.put("s3-bucket.special.endpoint", own.endpoint());
            keys.put("s3-bucket.special.create-buckets", "true");
            keys.put("s3-bucket.special.access-key", S3Server.ACCESS_KEY);
            keys.put("s3-bucket.special.secret-key", S3Server.SECRET_KEY);
            try (ObjectStore store = ObjectStoreProducer.create(TestConfig.of(keys), Clock.systemUTC())) {
                for (String address :
                        new String[] {"s3://main/base/x", "s3://main-too/x", "s3://special/data/x", "gs://google/x"}) {
                    store.write(address, ObjectStoreContract.bytes(address));
                    assertThat(store.owns(address)).isTrue();
                    assertThat(store.read(address, 100)).isEqualTo(ObjectStoreContract.bytes(address));
                    assertThat(store.list(address, 2)).hasSize(1);
                }
                store.copy("s3://special/data/x", "gs://google/copy");

                assertThat(store.read("gs://google/copy", 100))
                        .isEqualTo(ObjectStoreContract.bytes("s3://special/data/x"));
                assertThat(second.resolve("special/data/x")).exists();
                assertThat(first.resolve("main-too/x")).exists();
                assertThat(store.presignGet("gs://google/x", Duration.ofMinutes(1))
                                .url()
                                .toString())
                        .startsWith(google.endpoint());
                assertThat(store.owns("s3://special/other")).isFalse();
                assertThatThrownBy(() -> store.read("gs://elsewhere/x", 1)).isInstanceOf(InvalidArgument.class);
            }
        }
    }
}
