package org.flyte.runs.settings.rule;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.settings.SettingState;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.StringMapSetting;
import org.flyte.idl.settings.StringSetting;
import org.flyte.idl.task.Envs;
import org.flyte.idl.task.RunSpec;

/** The spec of a run, completed by settings: what the spec says itself wins, entry by entry in maps. */
public final class DefaultedRunSpec {
    private final RunSpec.Builder run;

    public DefaultedRunSpec(RunSpec run) {
        this.run = run.toBuilder();
    }

    /** @param settings effective ones */
    public RunSpec with(Settings settings) {
        value(settings.getRun().getDefaultQueue()).ifPresent(queue -> fill(run.getQueue(), () -> run.setQueue(queue)));
        value(settings.getRun().getRunBaseDir())
                .ifPresent(base -> fill(run.getRunBaseDir(), () -> run.setRunBaseDir(base)));
        value(settings.getStorage().getRawDataPath())
                .ifPresent(path -> fill(
                        run.getRawDataStorage().getRawDataPrefix(),
                        () -> run.getRawDataStorageBuilder().setRawDataPrefix(path)));
        value(settings.getSecurity().getServiceAccount())
                .ifPresent(account -> fill(
                        run.getSecurityContext().getRunAs().getK8SServiceAccount(),
                        () -> run.getSecurityContextBuilder().getRunAsBuilder().setK8SServiceAccount(account)));
        if (run.getMaxActionConcurrency() == 0
                && settings.getRun().getMaxActionConcurrency().getState() == SettingState.SETTING_STATE_VALUE) {
            run.setMaxActionConcurrency(
                    (int) settings.getRun().getMaxActionConcurrency().getIntValue());
        }
        merge(
                settings.getLabels(),
                run.getLabels().getValuesMap(),
                all -> run.getLabelsBuilder().putAllValues(all));
        merge(
                settings.getAnnotations(),
                run.getAnnotations().getValuesMap(),
                all -> run.getAnnotationsBuilder().putAllValues(all));
        addVariables(entries(settings.getEnvironmentVariables()));
        return run.build();
    }

    private static Optional<String> value(StringSetting setting) {
        return setting.getState() == SettingState.SETTING_STATE_VALUE
                ? Optional.of(setting.getStringValue())
                : Optional.empty();
    }

    private static void fill(String present, Runnable set) {
        if (present.isEmpty()) {
            set.run();
        }
    }

    private static void merge(StringMapSetting setting, Map<String, String> own, Consumer<Map<String, String>> set) {
        Map<String, String> entries = entries(setting);
        if (!entries.isEmpty()) {
            entries.putAll(own);
            set.accept(entries);
        }
    }

    /** Before those of the run, in the order of their names. */
    private void addVariables(Map<String, String> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Set<String> own =
                run.getEnvs().getValuesList().stream().map(KeyValuePair::getKey).collect(Collectors.toSet());
        Envs.Builder envs = Envs.newBuilder();
        entries.forEach((key, value) -> {
            if (!own.contains(key)) {
                envs.addValues(KeyValuePair.newBuilder().setKey(key).setValue(value));
            }
        });
        run.setEnvs(envs.addAllValues(run.getEnvs().getValuesList()));
    }

    private static Map<String, String> entries(StringMapSetting setting) {
        return setting.getState() == SettingState.SETTING_STATE_VALUE
                ? new TreeMap<>(setting.getMapValue().getEntriesMap())
                : Map.of();
    }
}
