package org.flyte.executor.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.testkit.MutableClock;
import org.flyte.platform.tracing.TraceParent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResultCacheTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    private final ExecutorConfig config = Configs.executor(Map.of("flyte.executor.cache.timeout", "100ms"));
    private final MemoryStore objects = new MemoryStore();
    private final ResultCache cache = new ResultCache(
            new CacheClient(new LocalCache(new FakeCache()), config), objects.store(), new MutableClock(NOW), config);

    @BeforeEach
    @AfterEach
    void reset() {
        FakeCache.reset();
    }

    @Test
    void findsWhatAnotherActionStored() {
        CacheUse first = use("r1", metadata -> {});
        assertThat(cache.look(first)).isEqualTo(miss(CatalogCacheStatus.CACHE_MISS, false, false));
        objects.files().put(first.outputs(), new byte[] {7});
        assertThat(cache.put(first, Answer.Miss.UNKNOWN)).isEqualTo(CatalogCacheStatus.CACHE_POPULATED);

        CacheUse second = use("r2", metadata -> {});
        Answer.Hit hit = (Answer.Hit) cache.look(second);

        assertThat(hit.source().runName).isEqualTo("r1");
        assertThat(hit.source().attempt).isEqualTo(1);
        assertThat(objects.files().get(second.outputs())).containsExactly(7);
    }

    @Test
    void finishesAnActionWithItsOwnOutputs() {
        CacheUse use = use("r1", metadata -> {});
        cache.put(use, Answer.Miss.UNKNOWN);

        assertThat(cache.look(use)).isInstanceOf(Answer.Hit.class);
    }

    @Test
    void storesEmptyOutputsOfATaskThatWritesNone() {
        CacheUse use = use("r1", metadata -> {});

        assertThat(cache.put(use, Answer.Miss.UNKNOWN)).isEqualTo(CatalogCacheStatus.CACHE_POPULATED);
        assertThat(objects.files().get(use.outputs())).isEmpty();
    }

    @Test
    void saysThatItStoredWhatARepeatedCallFindsAndNotWhatAnotherActionStored() {
        CacheUse first = use("r1", metadata -> {});
        cache.put(first, Answer.Miss.UNKNOWN);

        assertThat(cache.put(first, Answer.Miss.UNKNOWN)).isEqualTo(CatalogCacheStatus.CACHE_POPULATED);
        assertThat(cache.put(use("r2", metadata -> {}), Answer.Miss.UNKNOWN)).isEqualTo(CatalogCacheStatus.CACHE_MISS);
    }

    @Test
    void takesOutputsThatAreGoneOrElsewhereForNone() {
        cache.put(use("r1", metadata -> {}), Answer.Miss.UNKNOWN);
        CacheUse second = use("r2", metadata -> {});
        objects.files().clear();
        assertThat(cache.look(second)).isEqualTo(miss(CatalogCacheStatus.CACHE_MISS, true, false));

        FakeCache.ENTRIES.replaceAll((_, _) -> CachedOutput.newBuilder()
                .setOutputUri("s3://elsewhere/outputs.pb")
                .build());
        assertThat(cache.look(second)).isEqualTo(miss(CatalogCacheStatus.CACHE_MISS, true, false));
    }

    @Test
    void takesAnEntryWithoutMetadataForAHitOfUnknownSource() {
        cache.put(use("r1", metadata -> {}), Answer.Miss.UNKNOWN);
        FakeCache.ENTRIES.replaceAll(
                (_, entry) -> entry.toBuilder().clearMetadata().build());

        assertThat(cache.look(use("r2", metadata -> {}))).isEqualTo(new Answer.Hit(null));
    }

    @Test
    void givesTheReservationToOneAtATime() {
        CacheUse first = use("r1", metadata -> metadata.setCacheSerializable(true));
        CacheUse second = use("r2", metadata -> metadata.setCacheSerializable(true));

        assertThat(cache.look(first)).isEqualTo(miss(CatalogCacheStatus.CACHE_MISS, false, true));
        assertThat(cache.look(second)).isEqualTo(new Answer.Held(NOW.plusSeconds(2)));
        assertThat(cache.extend(first)).isTrue();
        assertThat(cache.extend(second)).isFalse();
        cache.release(first);
        assertThat(cache.look(second)).isEqualTo(miss(CatalogCacheStatus.CACHE_MISS, false, true));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "SILENT"})
    void neverFails(FakeCache.Mode mode) {
        FakeCache.mode = mode;
        CacheUse use = use("r1", metadata -> metadata.setCacheSerializable(true));

        Answer.Miss answer = (Answer.Miss) cache.look(use);

        assertThat(answer).isEqualTo(miss(CatalogCacheStatus.CACHE_LOOKUP_FAILURE, false, false));
        assertThat(cache.put(use, answer)).isEqualTo(CatalogCacheStatus.CACHE_LOOKUP_FAILURE);
        assertThat(cache.put(use, Answer.Miss.UNKNOWN)).isEqualTo(CatalogCacheStatus.CACHE_PUT_FAILURE);
        assertThat(cache.extend(use)).as("may be held still").isTrue();
        cache.release(use);
    }

    @Test
    void judgesTheAgeOfAnEntry() {
        cache.put(use("r1", metadata -> {}), Answer.Miss.UNKNOWN);
        FakeCache.ENTRIES.replaceAll((_, entry) -> storedAt(entry, NOW.minusSeconds(3600)));

        assertThat(cache.look(use("r2", maxAge(3601)))).isInstanceOf(Answer.Hit.class);
        assertThat(cache.look(use("r3", maxAge(3600)))).isInstanceOf(Answer.Miss.class);
        assertThat(cache.look(use("r4", maxAge(0)))).isInstanceOf(Answer.Hit.class);
    }

    @Test
    void asksNothingWhenTheRunOverwrites() {
        cache.put(use("r1", metadata -> {}), Answer.Miss.UNKNOWN);
        CacheUse usual = use("r2", metadata -> {});
        CacheUse use = new CacheUse(usual.execution(), usual.key(), true, true, Duration.ZERO);

        Answer.Miss answer = (Answer.Miss) cache.look(use);

        assertThat(answer).isEqualTo(miss(CatalogCacheStatus.CACHE_SKIPPED, true, false));
        assertThat(cache.put(use, answer)).isEqualTo(CatalogCacheStatus.CACHE_POPULATED);
        assertThat(FakeCache.ENTRIES.values())
                .extracting(CachedOutput::getOutputUri)
                .containsExactly(use.outputs());
    }

    @Test
    void asksInTheTraceOfTheAction() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        CacheUse use = use("r1", metadata -> metadata.setCacheSerializable(true));
        use.execution().action().getMetadata().setAnnotations(Map.of(Names.ANNOTATION_TRACE_PARENT, trace));

        cache.look(use);
        cache.put(use, Answer.Miss.UNKNOWN);
        cache.look(use("r2", metadata -> {}));

        assertThat(FakeCache.TRACES)
                .extracting(found -> found.map(TraceParent::value).orElse(""))
                .containsExactly(trace, trace, trace, "");
    }

    private static Answer.Miss miss(CatalogCacheStatus status, boolean replace, boolean reserved) {
        return new Answer.Miss(status, replace, reserved);
    }

    private static Consumer<TaskMetadata.Builder> maxAge(long seconds) {
        return metadata -> metadata.setCacheMaxAge(
                com.google.protobuf.Duration.newBuilder().setSeconds(seconds));
    }

    private static CachedOutput storedAt(CachedOutput entry, Instant time) {
        CachedOutput.Builder old = entry.toBuilder();
        old.getMetadataBuilder().setLastUpdatedAt(ProtoTime.of(time));
        return old.build();
    }

    private CacheUse use(String run, Consumer<TaskMetadata.Builder> change) {
        TaskMetadata.Builder metadata = TaskMetadata.newBuilder().setDiscoverable(true);
        change.accept(metadata);
        TaskTemplate template = Actions.template().setMetadata(metadata).build();
        TaskAction action = Actions.action("flyte", "/store", template, spec -> {
            spec.runName = run;
            spec.runOutputBase = "/store/p/d/" + run + "/";
            spec.cacheKey = "key";
        });
        action.getMetadata().setUid(run);
        return CacheUse.of(new TaskExecution(action, template, 1, 0), config.cache())
                .orElseThrow();
    }
}
