package org.flyte.runs.settings.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import org.flyte.idl.settings.RunSettings;
import org.flyte.idl.settings.ScopeLevel;
import org.flyte.idl.settings.SettingState;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.StringSetting;
import org.flyte.idl.settings.TaskResourceDefaults;
import org.flyte.idl.settings.TaskResourceSettings;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.settings.GivenSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedSettingsTest {
    private final CheckedSettings checked = new CheckedSettings(address -> address.startsWith("s3://own/"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "run.defaultQueue | 'stringValue': '' | settings.run.default_queue is required",
                "run.maxActionConcurrency | 'intValue': '-1' | settings.run.max_action_concurrency must lie between",
                "run.runBaseDir | 'stringValue': 's3://other/x' | is outside the store",
                "run.runBaseDir | 'stringValue': 'relative/x' | is not an address such as s3://bucket/prefix",
                "storage.rawDataPath | 'stringValue': 's3://a b' | settings.storage.raw_data_path: 's3://a b' is not",
                "security.serviceAccount | 'stringValue': 'Not_One' | is not a name of a Kubernetes service account",
                "labels | 'mapValue': {'entries': {'a b': 'c'}} | is no label key",
                "labels | 'mapValue': {'entries': {'a': 'b c'}} | is no label value",
                "annotations | 'mapValue': {'entries': {'a b': 'c'}} | settings.annotations: \"a b\" is no label key",
                "environmentVariables | 'mapValue': {'entries': {'A=B': 'c'}} | is not a name of an environment variable"
            })
    void namesTheSettingThatCannotWork(String path, String value, String message) {
        assertThatThrownBy(() -> checked.of("settings", setting(path, value)))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "500m", "2.5", ".5", "4Gi", "1e3", "1E", "100n", "+1"})
    void takesQuantitiesOfKubernetes(String quantity) {
        assertThatThrownBy(() -> checked.of("settings", cpu(quantity)))
                .as("a valid quantity, but nothing applies it yet")
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageStartingWith("settings.task_resource.max.cpu is not applied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1 Gi", "1gi", "1Kb", "1e", "1m5", "NaN", "1234567890123456789"})
    void refusesWhatIsNoQuantity(String quantity) {
        assertThatThrownBy(() -> checked.of("settings", cpu(quantity)))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("settings.task_resource.max.cpu");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"podTemplateName | 'stringValue': 'base'", "app.disallowAnonymous | 'boolValue': true"})
    void refusesWhatNothingApplies(String path, String value) {
        assertThatThrownBy(() -> checked.of("settings", setting(path, value))).isInstanceOf(FailedPrecondition.class);
    }

    @Test
    void storesNeitherScopeLevelsNorWhatInherits() {
        Settings sent = Settings.newBuilder()
                .setRun(RunSettings.newBuilder()
                        .setDefaultQueue(
                                GivenSettings.text("gpu").toBuilder().setScopeLevel(ScopeLevel.SCOPE_LEVEL_PROJECT))
                        .setRunBaseDir(StringSetting.newBuilder().setScopeLevel(ScopeLevel.SCOPE_LEVEL_DOMAIN)))
                .setLabels(GivenSettings.unsetMap())
                .build();

        assertThat(checked.of("settings", sent))
                .isEqualTo(Settings.newBuilder()
                        .setRun(RunSettings.newBuilder().setDefaultQueue(GivenSettings.text("gpu")))
                        .setLabels(GivenSettings.unsetMap())
                        .build());
    }

    @Test
    void refusesAValueWithoutItsState() {
        Settings sent = Settings.newBuilder()
                .setPodTemplateName(StringSetting.newBuilder().setStringValue("base"))
                .build();

        assertThatThrownBy(() -> checked.of("settings", sent))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("its state is not SETTING_STATE_VALUE");
    }

    @Test
    void refusesAStateThatIsNotKnown() {
        Settings sent = Settings.newBuilder()
                .setPodTemplateName(StringSetting.newBuilder().setStateValue(77))
                .build();

        assertThatThrownBy(() -> checked.of("settings", sent))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("settings.pod_template_name.state");
    }

    @Test
    void takesABaseInTheStore() {
        Settings sent = Settings.newBuilder()
                .setRun(RunSettings.newBuilder().setRunBaseDir(GivenSettings.text("s3://own/runs")))
                .build();

        assertThat(checked.of("settings", sent)).isEqualTo(sent);
    }

    private static Settings cpu(String quantity) {
        return Settings.newBuilder()
                .setTaskResource(TaskResourceSettings.newBuilder()
                        .setMax(TaskResourceDefaults.newBuilder().setCpu(GivenSettings.quantity(quantity))))
                .build();
    }

    private static Settings setting(String path, String value) {
        StringBuilder json = new StringBuilder();
        String[] parts = path.split("\\.");
        for (String part : parts) {
            json.append("{'").append(part).append("': ");
        }
        json.append("{'state': '%s', %s}".formatted(SettingState.SETTING_STATE_VALUE, value))
                .append("}".repeat(parts.length));
        try {
            Settings.Builder settings = Settings.newBuilder();
            JsonFormat.parser().merge(json.toString().replace('\'', '"'), settings);
            return settings.build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
