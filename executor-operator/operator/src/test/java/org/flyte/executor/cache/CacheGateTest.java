package org.flyte.executor.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.CatalogCacheStatus;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CacheGateTest {
    private final ExecutorConfig config =
            Configs.executor(Map.of("flyte.executor.cache.timeout", "1s", "flyte.executor.cache.heartbeat", "50ms"));
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-27T10:00:00Z"));
    private final List<String> notified = new CopyOnWriteArrayList<>();
    private final CacheGate gate = new CacheGate(
            new ResultCache(
                    new CacheClient(new LocalCache(new FakeCache()), config), new MemoryStore().store(), clock, config),
            (_, name) -> notified.add(name),
            clock,
            config);

    @BeforeEach
    void reset() {
        FakeCache.reset();
    }

    @AfterEach
    void stop() {
        gate.stop();
        FakeCache.reset();
    }

    @Test
    void answersLaterAndNotifiesThen() {
        FakeCache.mode = FakeCache.Mode.SILENT;
        CacheUse use = use("r1", 1);

        assertThat(gate.look(use)).isEmpty();
        assertThat(gate.finding(use.execution())).isEmpty();

        await().until(() -> !notified.isEmpty());
        assertThat(gate.look(use)).containsInstanceOf(Answer.Miss.class);
        assertThat(gate.finding(use.execution()).orElseThrow().status())
                .isEqualTo(CatalogCacheStatus.CACHE_LOOKUP_FAILURE);
        assertThat(gate.finding(use("r1", 2).execution())).isEmpty();
    }

    @Test
    void asksAgainOnlyWhenItIsDue() {
        answerOf(use("r1", 1));
        CacheUse second = use("r2", 1);
        assertThat(answerOf(second)).isInstanceOf(Answer.Held.class);

        gate.end(use("r1", 1).execution());
        await().until(FakeCache.OWNERS::isEmpty);
        assertThat(gate.look(second)).containsInstanceOf(Answer.Held.class);

        clock.advance(Duration.ofSeconds(2));
        assertThat(answerOf(second)).isInstanceOf(Answer.Miss.class);
    }

    @Test
    void extendsAReservationUntilTheEnd() {
        CacheUse use = use("r1", 1);
        answerOf(use);
        int calls = FakeCache.RESERVATION_CALLS.get();
        await().untilAsserted(() -> assertThat(FakeCache.RESERVATION_CALLS).hasValueGreaterThan(calls + 2));

        gate.end(use.execution());

        await().until(FakeCache.OWNERS::isEmpty);
    }

    @Test
    void reservesAgainForAnActionThatRunsAfterARestart() {
        CacheUse use = use("r1", 1);

        gate.running(use);
        gate.running(use);

        await().until(() -> FakeCache.OWNERS.containsValue(use.owner()));
    }

    @Test
    void storesOnceAndRemembersWhatBecameOfIt() {
        CacheUse use = use("r1", 1);

        await().until(() -> gate.put(use).isPresent());
        assertThat(gate.put(use)).contains(CatalogCacheStatus.CACHE_POPULATED);
        assertThat(gate.finding(use.execution()).orElseThrow().status()).isEqualTo(CatalogCacheStatus.CACHE_POPULATED);
        await().untilAsserted(() -> assertThat(notified).hasSize(1));
    }

    private Answer answerOf(CacheUse use) {
        return await().until(() -> gate.look(use), answer -> answer.isPresent()).orElseThrow();
    }

    private CacheUse use(String run, int attempt) {
        TaskTemplate template = Actions.template()
                .setMetadata(TaskMetadata.newBuilder().setDiscoverable(true).setCacheSerializable(true))
                .build();
        TaskAction action = Actions.action("flyte", "/store", template, spec -> {
            spec.runName = run;
            spec.runOutputBase = "/store/p/d/" + run + "/";
            spec.cacheKey = "key";
        });
        action.getMetadata().setUid(run);
        return CacheUse.of(new TaskExecution(action, template, attempt, 0), config.cache())
                .orElseThrow();
    }
}
