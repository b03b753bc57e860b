package org.flyte.executor.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginSettingsTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "10s, PT10S", "5m, PT5M", "2h, PT2H", "1d, PT24H", "PT1H, PT1H", "0s, PT0S"})
    void readsDurations(String text, Duration expected) {
        assertThat(settings("d", text).duration("d", Duration.ZERO)).isEqualTo(expected);
    }

    @Test
    void readsTextsNumbersAndFlags() {
        PluginSettings settings = new PluginSettings("ray", Map.of("n", "7", "f", "true", "t", "text", "blank", " "));

        assertThat(settings.number("n", 1)).isEqualTo(7);
        assertThat(settings.flag("f", false)).isTrue();
        assertThat(settings.text("t")).contains("text");
        assertThat(settings.text("blank")).isEmpty();
        assertThat(settings.number("other", 1)).isEqualTo(1);
        assertThat(settings.flag("other", true)).isTrue();
        assertThat(settings.duration("other", Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void namesTheKeyOfAWrongValue() {
        assertThatThrownBy(() -> settings("d", "soon").duration("d", Duration.ZERO))
                .hasMessage("flyte.executor.plugin.ray.d is 'soon', which is not a duration such as 10s");
        assertThatThrownBy(() -> settings("n", "x").number("n", 1)).hasMessageContaining("plugin.ray.n is 'x'");
        assertThatThrownBy(() -> settings("f", "yes").flag("f", false)).hasMessageContaining("not true or false");
    }

    @Test
    void refusesUnknownKeys() {
        settings("known", "1").allow(Set.of("known", "other"));

        assertThatThrownBy(() -> settings("knwon", "1").allow(Set.of("known", "other")))
                .hasMessage("flyte.executor.plugin.ray.knwon does not exist; the keys of the plugin are: known, other");
        assertThatThrownBy(() -> settings("x", "1").allow(Set.of()))
                .hasMessage("flyte.executor.plugin.ray.x does not exist; the plugin has no keys");
    }

    private static PluginSettings settings(String key, String value) {
        return new PluginSettings("ray", Map.of(key, value));
    }

    @Test
    void readsEntriesAndWords() {
        PluginSettings settings =
                new PluginSettings("p", Map.of("conf", "a.b=1,2\n# no entry\nc = d ", "broken", "a", "mode", "fast"));

        assertThat(settings.entries("conf")).isEqualTo(Map.of("a.b", "1,2", "c", "d"));
        assertThat(settings.entries("none")).isEmpty();
        assertThat(settings.oneOf("mode", List.of("fast", "slow"), "slow")).isEqualTo("fast");
        assertThat(settings.oneOf("none", List.of("fast", "slow"), "slow")).isEqualTo("slow");
        assertThatThrownBy(() -> settings.entries("broken"))
                .hasMessage("flyte.executor.plugin.p.broken is 'a', which is not a list of lines name=value");
        assertThatThrownBy(() -> settings.oneOf("mode", List.of("slow"), "slow"))
                .hasMessage("flyte.executor.plugin.p.mode is 'fast', which is none of: slow");
    }

    @Test
    void takesKeysOfEnvironmentVariables() {
        PluginSettings settings = new PluginSettings(
                "ray", Map.of("submission.mode", "HTTPMode", "submission-mode", "SidecarMode", "a.b", "dotted"));

        settings.allow(Set.of("submission-mode", "a.b"));
        assertThat(settings.text("submission-mode")).contains("HTTPMode");
        assertThat(settings.text("a.b")).contains("dotted");
        assertThatThrownBy(() -> settings.allow(Set.of("submission-mode")))
                .hasMessageContaining("ray.a.b does not exist");
    }
}
