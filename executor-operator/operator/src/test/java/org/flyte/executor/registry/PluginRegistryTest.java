package org.flyte.executor.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.executor.Configs;
import org.flyte.executor.IdlePlugin;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.TypeClaim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginRegistryTest {
    private static final ObjectKind RAY_JOB = ObjectKind.of("ray.io", "v1", "RayJob");

    private final ExecutorConfig config = Configs.executor(
            Map.of("flyte.executor.plugins.custom", "pod", "flyte.executor.plugin.ray.image", "ray:2"));
    private final Discovering connector = new Discovering();
    private final NamedProvider pod = NamedProvider.of("pod", "container", "python");
    private final NamedProvider ray = new NamedProvider("ray", Set.of("ray"), Set.of(RAY_JOB), new NoPlugin());
    private KindWatch.State rayJobs = KindWatch.State.WATCHED;

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"container", "python", "custom"})
    void findsThePluginOfAType(String type) {
        PluginRegistry registry = registry(pod);

        assertThat(registry.resolve(type)).isEqualTo(new Resolution.Found(pod.plugin()));
        assertThat(registry.ofEnded(type)).isSameAs(pod.plugin());
    }

    @Test
    void refusesATypeThatNoPluginCarriesOut() {
        PluginRegistry registry = registry(pod, ray);

        assertThat(registry.resolve("spark")).isInstanceOfSatisfying(Resolution.Refused.class, refused -> {
            assertThat(refused.failure().code()).isEqualTo("PluginNotFound");
            assertThat(refused.failure().retryable()).isFalse();
            assertThat(refused.failure().isSystem()).isFalse();
            assertThat(refused.failure().message())
                    .contains("'spark'", "container, custom, python, ray", "flyte.executor.plugins.spark", "pod, ray");
        });
        assertThat(registry.ofEnded("spark")).isInstanceOf(NoPlugin.class);
    }

    @Test
    void needsTheKindsOfAPlugin() {
        PluginRegistry registry = registry(pod, ray);

        assertThat(registry.resolve("ray")).isInstanceOf(Resolution.Found.class);
        rayJobs = KindWatch.State.NOT_KNOWN_YET;
        assertThat(registry.resolve("ray"))
                .isEqualTo(new Resolution.NotKnownYet("rayjobs.ray.io is not watched yet: list is forbidden"));
        rayJobs = KindWatch.State.ABSENT;
        assertThat(registry.resolve("ray")).isInstanceOfSatisfying(Resolution.Refused.class, refused -> {
            assertThat(refused.failure().code()).isEqualTo("CrdNotFound");
            assertThat(refused.failure().retryable()).isFalse();
            assertThat(refused.failure().message()).contains("rayjobs.ray.io");
        });
        assertThat(registry.ofEnded("ray")).isSameAs(ray.plugin());
        assertThat(registry.resolve("python")).isInstanceOf(Resolution.Found.class);
    }

    @Test
    void asksPluginsThatDiscoverTheirTypes() {
        PluginRegistry registry = registry(pod, new NamedProvider("connector", Set.of(), Set.of(), connector));

        assertThat(registry.resolve("bigquery")).isInstanceOf(Resolution.NotKnownYet.class);
        connector.answer = TypeClaim.YES;
        assertThat(registry.resolve("bigquery")).isEqualTo(new Resolution.Found(connector));
        assertThat(registry.ofEnded("bigquery")).isSameAs(connector);
        connector.answer = TypeClaim.NO;
        assertThat(registry.resolve("bigquery")).isInstanceOf(Resolution.Refused.class);
    }

    @Test
    void namesAPluginThatCannotBeMade() {
        TaskPluginProvider broken = new TaskPluginProvider() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Set<String> taskTypes() {
                return Set.of("x");
            }

            @Override
            public TaskPlugin create(PluginContext context) {
                throw new IllegalArgumentException("no endpoint");
            }
        };

        assertThatThrownBy(() -> registry(pod, broken))
                .isInstanceOf(PluginException.class)
                .hasMessageContainingAll("'broken'", "test.jar", "no endpoint");
    }

    @Test
    void closesPlugins() {
        registry(pod, new NamedProvider("connector", Set.of(), Set.of(), connector))
                .stop();

        assertThat(connector.closed).isTrue();
    }

    private PluginRegistry registry(TaskPluginProvider... providers) {
        PluginFinder finder = new PluginFinder(null, config) {
            @Override
            List<FoundProvider> find() {
                return List.of(providers).stream()
                        .map(provider -> new FoundProvider(provider, "test.jar"))
                        .toList();
            }
        };
        WatchedKinds kinds = new WatchedKinds(null, config) {
            @Override
            KindWatch.State state(ObjectKind kind) {
                return rayJobs;
            }

            @Override
            String problem(ObjectKind kind) {
                return "list is forbidden";
            }
        };
        PluginContexts contexts = new PluginContexts(null, kinds, null, null, null, config, null, null);
        return new PluginRegistry(finder, contexts, kinds, config);
    }

    /** A plugin that finds out what it carries out. */
    private static final class Discovering extends IdlePlugin {
        private TypeClaim answer = TypeClaim.NOT_KNOWN_YET;
        private boolean closed;

        @Override
        public TypeClaim claims(String taskType) {
            return answer;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
