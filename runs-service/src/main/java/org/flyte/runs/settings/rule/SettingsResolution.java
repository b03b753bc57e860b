package org.flyte.runs.settings.rule;

import com.google.protobuf.Message;
import org.flyte.idl.settings.ScopeLevel;
import org.flyte.idl.settings.SettingState;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.StringMapSetting;

/**
 * Makes one document of settings from those of the organisation, the domain and the project, in this order. A setting that
 * inherits keeps what came before; UNSET removes it; a value takes its place, but maps are merged entry by entry. The
 * scope level is that of the last scope that said something.
 */
public final class SettingsResolution {
    private final Settings.Builder effective = Settings.newBuilder();

    /** Takes over the settings of the next narrower scope. */
    public SettingsResolution add(ScopeLevel level, Settings own) {
        for (SettingLeaf leaf : SettingLeaf.ALL) {
            leaf.in(own).ifPresent(setting -> add(leaf, level, setting));
        }
        return this;
    }

    public Settings effective() {
        return effective.build();
    }

    private void add(SettingLeaf leaf, ScopeLevel level, Message setting) {
        switch (SettingLeaf.state(setting)) {
            case SETTING_STATE_UNSET -> leaf.set(effective, SettingLeaf.at(SettingLeaf.onlyState(setting), level));
            case SETTING_STATE_VALUE -> leaf.set(effective, SettingLeaf.at(merged(leaf, setting), level));
            case SETTING_STATE_INHERIT, UNRECOGNIZED -> {}
        }
    }

    private Message merged(SettingLeaf leaf, Message setting) {
        if (!(setting instanceof StringMapSetting map)) {
            return setting;
        }
        StringMapSetting.Builder merged = map.toBuilder();
        leaf.in(effective.build())
                .map(StringMapSetting.class::cast)
                .filter(before -> before.getState() == SettingState.SETTING_STATE_VALUE)
                .ifPresent(before -> {
                    merged.getMapValueBuilder()
                            .putAllEntries(before.getMapValue().getEntriesMap());
                    merged.getMapValueBuilder().putAllEntries(map.getMapValue().getEntriesMap());
                });
        return merged.build();
    }
}
