package org.flyte.cache.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flyte.cache.CacheServiceTestBase;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.idl.cacheservice.DeleteCacheRequest;
import org.flyte.idl.cacheservice.GetCacheRequest;
import org.flyte.idl.cacheservice.OverwriteOutput;
import org.flyte.idl.cacheservice.PutCacheRequest;
import org.flyte.idl.cacheservice.v2.Identifier;
import org.flyte.idl.core.LiteralMap;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class OutputsTest extends CacheServiceTestBase {
    @Test
    void returnsWhatWasStoredWithItsTimes() {
        unscoped.put(put("one"));

        CachedOutput output = get();

        assertThat(output.getOutputUri()).isEqualTo(uri("one"));
        assertThat(output.getMetadata().getKeyMap().getValuesMap()).containsEntry("task-version", "one");
        assertThat(output.getMetadata().getLastUpdatedAt())
                .isEqualTo(output.getMetadata().getCreatedAt());
    }

    @Test
    void answersNotFoundForAnUnknownKey() {
        assertRefused(this::get, Status.Code.NOT_FOUND, "cache entry '" + key + "' not found");
    }

    @Test
    void refusesToReplaceAnEntryUnlessAskedTo() {
        unscoped.put(put("one"));

        assertRefused(() -> unscoped.put(put("two")), Status.Code.ALREADY_EXISTS, "set overwrite to replace it");
        assertThat(get().getOutputUri()).isEqualTo(uri("one"));

        unscoped.put(overwriting("two", OverwriteOutput.newBuilder().setOverwrite(true)));
        assertThat(get().getOutputUri()).isEqualTo(uri("two"));
    }

    @Test
    void replacesAnEntryThatIsOlderThanTheMaximumAge() {
        unscoped.put(put("one"));
        OverwriteOutput.Builder olderThanAnHour =
                OverwriteOutput.newBuilder().setMaxAge(ProtoTime.of(Duration.ofHours(1)));
        assertRefused(() -> unscoped.put(overwriting("two", olderThanAnHour)), Status.Code.ALREADY_EXISTS, "exists");

        execute("UPDATE cache.outputs SET updated_at = now() - interval '2 h' WHERE key = '%s'");
        unscoped.put(overwriting("two", olderThanAnHour));

        CachedOutput output = get();
        assertThat(output.getOutputUri()).isEqualTo(uri("two"));
        assertThat(Timestamps.compare(
                        output.getMetadata().getLastUpdatedAt(),
                        output.getMetadata().getCreatedAt()))
                .isPositive();
    }

    @Test
    void keepsTheCreationTimeOfTheWriter() {
        var created = Timestamps.fromSeconds(1_700_000_000);
        PutCacheRequest.Builder request = put("one").toBuilder();
        request.getOutputBuilder().getMetadataBuilder().setCreatedAt(created);

        unscoped.put(request.build());

        assertThat(get().getMetadata().getCreatedAt()).isEqualTo(created);
    }

    @Test
    void letsOneOfConcurrentWritersSucceed() throws Exception {
        List<Callable<Boolean>> writers = IntStream.range(0, 32)
                .<Callable<Boolean>>mapToObj(n -> () -> stores("writer-" + n))
                .toList();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> stored = threads.invokeAll(writers);
            assertThat(stored.stream().filter(Future::resultNow)).hasSize(1);
        }
    }

    @Test
    void deletesAnEntryOnce() {
        unscoped.put(put("one"));
        DeleteCacheRequest delete = DeleteCacheRequest.newBuilder().setKey(key).build();

        unscoped.delete(delete);

        assertRefused(this::get, Status.Code.NOT_FOUND, key);
        assertRefused(() -> unscoped.delete(delete), Status.Code.NOT_FOUND, key);
    }

    @Test
    void keepsTheKeysOfScopesApart() {
        put(scope("a-b", "c"), "one");
        put(scope("a", "b-c"), "two");
        unscoped.put(put("three"));

        assertThat(get(scope("a-b", "c")).getOutputUri()).isEqualTo(uri("one"));
        assertThat(get(scope("a", "b-c")).getOutputUri()).isEqualTo(uri("two"));
        assertThat(get().getOutputUri()).isEqualTo(uri("three"));
        assertThat(get(scope("a", "b-c").toBuilder().setOrg("other").build()).getOutputUri())
                .isEqualTo(uri("two"));
        assertRefused(() -> get(scope("a", "c")), Status.Code.NOT_FOUND, "of a/c not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "a ", "а", "a\u0301", "%", "a/../a", "a'; DROP TABLE cache.outputs; --", "\n"})
    void tellsKeysApartByTheirExactCharacters(String spelling) {
        unscoped.put(put("one").toBuilder().setKey("a" + key).build());

        assertRefused(
                () -> unscoped.get(
                        GetCacheRequest.newBuilder().setKey(spelling + key).build()),
                Status.Code.NOT_FOUND,
                "not found");
    }

    @Test
    void namesWhatIsWrongWithARequest() {
        PutCacheRequest good = put("one");
        assertInvalid(good.toBuilder().setKey(""), "key is required");
        assertInvalid(good.toBuilder().setKey("k".repeat(513)), "key has 513 characters, at most 512 are allowed");
        assertInvalid(good.toBuilder().setKey("\0"), "key must not contain a NUL character");
        assertInvalid(good.toBuilder().clearOutput(), "output is required");
        assertInvalid(good.toBuilder().setOutput(CachedOutput.getDefaultInstance()), "output.output_uri is required");
        assertInvalid(
                good.toBuilder()
                        .setOutput(CachedOutput.newBuilder().setOutputLiterals(LiteralMap.getDefaultInstance())),
                "output.output_literals is not supported");
        assertInvalid(
                good.toBuilder().setOutput(CachedOutput.newBuilder().setOutputUri("s3://elsewhere/outputs.pb")),
                "outside the object store");
        assertInvalid(
                good.toBuilder()
                        .setOverwrite(OverwriteOutput.newBuilder()
                                .setMaxAge(com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(-1))),
                "overwrite.max_age must lie between 0 and 36500 days");
        PutCacheRequest.Builder large = good.toBuilder();
        large.getOutputBuilder().getMetadataBuilder().getKeyMapBuilder().putValues("k", "v".repeat(20_000));
        assertInvalid(large, "output.metadata has ");
    }

    @Test
    void refusesToDeleteReplacedOutputs() {
        OverwriteOutput.Builder deleting = OverwriteOutput.newBuilder().setDeleteBlob(true);

        assertRefused(
                () -> unscoped.put(overwriting("one", deleting)),
                Status.Code.UNIMPLEMENTED,
                "overwrite.delete_blob is not supported");
    }

    @Test
    void namesWhatIsMissingInAScope() {
        var request = org.flyte.idl.cacheservice.v2.GetCacheRequest.newBuilder();
        assertRefused(
                () -> scoped.get(request.setIdentifier(scope("a", "b")).build()),
                Status.Code.INVALID_ARGUMENT,
                "base_request is required");
        request.setBaseRequest(GetCacheRequest.newBuilder().setKey(key));
        assertRefused(
                () -> scoped.get(request.setIdentifier(scope("", "b")).build()),
                Status.Code.INVALID_ARGUMENT,
                "identifier.project is required");
        assertRefused(() -> scoped.get(request.clearIdentifier().build()), Status.Code.INVALID_ARGUMENT, "identifier");
    }

    @Test
    void storesTheLongestKeyOfTheWidestCharacters() {
        String longest = "😀".repeat(512);
        String wide = "😀".repeat(63);
        var request = org.flyte.idl.cacheservice.v2.PutCacheRequest.newBuilder()
                .setIdentifier(scope(wide, wide))
                .setBaseRequest(put("one").toBuilder().setKey(longest))
                .build();

        scoped.put(request);

        assertThat(scoped.get(org.flyte.idl.cacheservice.v2.GetCacheRequest.newBuilder()
                                .setIdentifier(scope(wide, wide))
                                .setBaseRequest(GetCacheRequest.newBuilder().setKey(longest))
                                .build())
                        .getOutput()
                        .getOutputUri())
                .isEqualTo(uri("one"));
    }

    private boolean stores(String name) {
        try {
            unscoped.put(put(name));
            return true;
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
            return false;
        }
    }

    private void assertInvalid(PutCacheRequest.Builder request, String message) {
        assertRefused(() -> unscoped.put(request.build()), Status.Code.INVALID_ARGUMENT, message);
    }

    private PutCacheRequest overwriting(String name, OverwriteOutput.Builder overwrite) {
        return put(name).toBuilder().setOverwrite(overwrite).build();
    }

    private CachedOutput get() {
        return unscoped.get(GetCacheRequest.newBuilder().setKey(key).build()).getOutput();
    }

    private CachedOutput get(Identifier scope) {
        return scoped.get(org.flyte.idl.cacheservice.v2.GetCacheRequest.newBuilder()
                        .setIdentifier(scope)
                        .setBaseRequest(GetCacheRequest.newBuilder().setKey(key))
                        .build())
                .getOutput();
    }

    private void put(Identifier scope, String name) {
        var unused = scoped.put(org.flyte.idl.cacheservice.v2.PutCacheRequest.newBuilder()
                .setIdentifier(scope)
                .setBaseRequest(put(name))
                .build());
    }
}
