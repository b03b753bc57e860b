package org.flyte.runs.settings.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flyte.idl.settings.RunSettings;
import org.flyte.idl.settings.ScopeLevel;
import org.flyte.idl.settings.SettingState;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.StringMapSetting;
import org.flyte.idl.settings.StringSetting;
import org.flyte.runs.settings.GivenSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsResolutionTest {
    /** What organisation, domain and project say: "-" inherits, "x" is UNSET. */
    @ParameterizedTest(name = "{0}, {1}, {2}: {3} of {4}")
    @CsvSource({
        "-, -, -, -, ORG",
        "a, -, -, a, ORG",
        "a, b, -, b, DOMAIN",
        "a, b, c, c, PROJECT",
        "-, -, c, c, PROJECT",
        "a, x, -, x, DOMAIN",
        "a, x, c, c, PROJECT",
        "a, b, x, x, PROJECT",
        "x, -, -, x, ORG",
        "a, -, c, c, PROJECT"
    })
    void takesTheNarrowestScopeThatSaysSomething(
            String org, String domain, String project, String effective, String level) {
        StringSetting queue =
                resolve(queue(org), queue(domain), queue(project)).getRun().getDefaultQueue();

        assertThat(shown(queue)).isEqualTo(effective);
        assertThat(queue.getScopeLevel()).isEqualTo(ScopeLevel.valueOf("SCOPE_LEVEL_" + level));
    }

    /** Maps as "k=v k=v"; what follows is merged unless a scope says UNSET. */
    @ParameterizedTest(name = "{0}, {1}, {2}: {3} of {4}")
    @CsvSource({
        "a=1, b=2, c=3, a=1 b=2 c=3, PROJECT",
        "a=1 b=1, b=2, -, a=1 b=2, DOMAIN",
        "a=1, -, -, a=1, ORG",
        "a=1, x, c=3, c=3, PROJECT",
        "a=1, b=2, x, x, PROJECT",
        "-, x, -, x, DOMAIN"
    })
    void mergesMapsEntryByEntry(String org, String domain, String project, String effective, String level) {
        StringMapSetting labels =
                resolve(labels(org), labels(domain), labels(project)).getLabels();

        assertThat(shown(labels)).isEqualTo(effective);
        assertThat(labels.getScopeLevel()).isEqualTo(ScopeLevel.valueOf("SCOPE_LEVEL_" + level));
    }

    @Test
    void knowsEverySetting() {
        assertThat(SettingLeaf.ALL)
                .extracting(SettingLeaf::name)
                .contains(
                        "run.default_queue",
                        "security.service_account",
                        "storage.raw_data_path",
                        "task_resource.min.cpu",
                        "task_resource.max.storage",
                        "task_resource.default_accelerator",
                        "labels",
                        "app.app_dns_strategy",
                        "pod_template_name")
                .hasSize(21);
    }

    private static Settings resolve(Settings org, Settings domain, Settings project) {
        return new SettingsResolution()
                .add(ScopeLevel.SCOPE_LEVEL_ORG, org)
                .add(ScopeLevel.SCOPE_LEVEL_DOMAIN, domain)
                .add(ScopeLevel.SCOPE_LEVEL_PROJECT, project)
                .effective();
    }

    private static Settings queue(String said) {
        StringSetting setting = switch (said) {
            case "-" -> StringSetting.getDefaultInstance();
            case "x" -> GivenSettings.unsetText();
            default -> GivenSettings.text(said);
        };
        return Settings.newBuilder()
                .setRun(RunSettings.newBuilder().setDefaultQueue(setting))
                .build();
    }

    private static Settings labels(String said) {
        StringMapSetting setting = switch (said) {
            case "-" -> StringMapSetting.getDefaultInstance();
            case "x" -> GivenSettings.unsetMap();
            default ->
                GivenSettings.map(List.of(said.split(" ")).stream()
                        .map(entry -> entry.split("="))
                        .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1])));
        };
        return Settings.newBuilder().setLabels(setting).build();
    }

    private static String shown(StringSetting setting) {
        return shown(setting.getState(), setting.getStringValue());
    }

    private static String shown(StringMapSetting setting) {
        return shown(
                setting.getState(),
                setting.getMapValue().getEntriesMap().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" ")));
    }

    private static String shown(SettingState state, String value) {
        return switch (state) {
            case SETTING_STATE_INHERIT -> "-";
            case SETTING_STATE_UNSET -> "x";
            default -> value;
        };
    }
}
