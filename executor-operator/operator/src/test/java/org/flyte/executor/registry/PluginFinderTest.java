package org.flyte.executor.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PluginFinderTest {
    private final FoundProvider pod = new FoundProvider(NamedProvider.of("pod", "container"), "the operator");
    private final FoundProvider ray = new FoundProvider(NamedProvider.of("ray", "ray"), "ray.jar");

    @Test
    void leavesOutDisabledPlugins() {
        assertThat(PluginFinder.withoutDisabled(List.of(pod, ray), List.of())).containsExactly(pod, ray);
        assertThat(PluginFinder.withoutDisabled(List.of(pod, ray), List.of("ray")))
                .containsExactly(pod);
    }

    @Test
    void refusesADisabledPluginThatDoesNotExist() {
        assertThatThrownBy(() -> PluginFinder.withoutDisabled(List.of(pod, ray), List.of("rai")))
                .isInstanceOf(PluginException.class)
                .hasMessage(
                        "flyte.executor.disabled-plugins names 'rai', which does not exist; the plugins are: pod, ray");
    }
}
