package org.flyte.runs.settings.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.flyte.idl.core.Identity;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.core.SecurityContext;
import org.flyte.idl.settings.RunSettings;
import org.flyte.idl.settings.SecuritySettings;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.StorageSettings;
import org.flyte.idl.task.Annotations;
import org.flyte.idl.task.Envs;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.RawDataStorage;
import org.flyte.idl.task.RunSpec;
import org.flyte.runs.settings.GivenSettings;
import org.junit.jupiter.api.Test;

class DefaultedRunSpecTest {
    private static final Settings SETTINGS = Settings.newBuilder()
            .setRun(RunSettings.newBuilder()
                    .setDefaultQueue(GivenSettings.text("gpu"))
                    .setMaxActionConcurrency(GivenSettings.number(7))
                    .setRunBaseDir(GivenSettings.text("s3://b/base")))
            .setSecurity(SecuritySettings.newBuilder().setServiceAccount(GivenSettings.text("ml")))
            .setStorage(StorageSettings.newBuilder().setRawDataPath(GivenSettings.text("s3://b/raw")))
            .setLabels(GivenSettings.map(Map.of("team", "ml", "tier", "1")))
            .setAnnotations(GivenSettings.map(Map.of("note", "settings")))
            .setEnvironmentVariables(GivenSettings.map(Map.of("B", "settings", "A", "settings")))
            .build();

    @Test
    void fillsInWhatTheRunLeavesOut() {
        RunSpec run = new DefaultedRunSpec(RunSpec.getDefaultInstance()).with(SETTINGS);

        assertThat(run)
                .isEqualTo(RunSpec.newBuilder()
                        .setQueue("gpu")
                        .setMaxActionConcurrency(7)
                        .setRunBaseDir("s3://b/base")
                        .setSecurityContext(account("ml"))
                        .setRawDataStorage(RawDataStorage.newBuilder().setRawDataPrefix("s3://b/raw"))
                        .setLabels(Labels.newBuilder().putAllValues(Map.of("team", "ml", "tier", "1")))
                        .setAnnotations(Annotations.newBuilder().putValues("note", "settings"))
                        .setEnvs(Envs.newBuilder()
                                .addValues(variable("A", "settings"))
                                .addValues(variable("B", "settings")))
                        .build());
    }

    @Test
    void keepsWhatTheRunSays() {
        RunSpec asked = RunSpec.newBuilder()
                .setQueue("mine")
                .setMaxActionConcurrency(1)
                .setRunBaseDir("s3://b/mine")
                .setSecurityContext(account("mine"))
                .setRawDataStorage(RawDataStorage.newBuilder().setRawDataPrefix("s3://b/mine"))
                .setLabels(Labels.newBuilder().putValues("team", "mine"))
                .setAnnotations(Annotations.newBuilder().putValues("note", "mine"))
                .setEnvs(Envs.newBuilder().addValues(variable("B", "mine")).addValues(variable("B", "last")))
                .build();

        RunSpec run = new DefaultedRunSpec(asked).with(SETTINGS);

        assertThat(run)
                .isEqualTo(asked.toBuilder()
                        .setLabels(Labels.newBuilder().putAllValues(Map.of("team", "mine", "tier", "1")))
                        .setEnvs(Envs.newBuilder()
                                .addValues(variable("A", "settings"))
                                .addValues(variable("B", "mine"))
                                .addValues(variable("B", "last")))
                        .build());
    }

    @Test
    void changesNothingWithoutSettings() {
        Settings unset = Settings.newBuilder()
                .setLabels(GivenSettings.unsetMap())
                .setRun(RunSettings.newBuilder().setDefaultQueue(GivenSettings.unsetText()))
                .build();

        assertThat(new DefaultedRunSpec(RunSpec.getDefaultInstance()).with(unset))
                .isEqualTo(RunSpec.getDefaultInstance());
    }

    private static SecurityContext account(String name) {
        return SecurityContext.newBuilder()
                .setRunAs(Identity.newBuilder().setK8SServiceAccount(name))
                .build();
    }

    private static KeyValuePair variable(String key, String value) {
        return KeyValuePair.newBuilder().setKey(key).setValue(value).build();
    }
}
