package org.flyte.runs.settings;

import java.util.Map;
import org.flyte.idl.settings.Int64Setting;
import org.flyte.idl.settings.QuantitySetting;
import org.flyte.idl.settings.SettingState;
import org.flyte.idl.settings.StringMap;
import org.flyte.idl.settings.StringMapSetting;
import org.flyte.idl.settings.StringSetting;

/** Single settings, as the SDK sends them. */
public final class GivenSettings {
    private GivenSettings() {}

    public static StringSetting text(String value) {
        return StringSetting.newBuilder()
                .setState(SettingState.SETTING_STATE_VALUE)
                .setStringValue(value)
                .build();
    }

    public static Int64Setting number(long value) {
        return Int64Setting.newBuilder()
                .setState(SettingState.SETTING_STATE_VALUE)
                .setIntValue(value)
                .build();
    }

    public static QuantitySetting quantity(String value) {
        return QuantitySetting.newBuilder()
                .setState(SettingState.SETTING_STATE_VALUE)
                .setQuantityValue(value)
                .build();
    }

    public static StringMapSetting map(Map<String, String> entries) {
        return StringMapSetting.newBuilder()
                .setState(SettingState.SETTING_STATE_VALUE)
                .setMapValue(StringMap.newBuilder().putAllEntries(entries))
                .build();
    }

    public static StringSetting unsetText() {
        return StringSetting.newBuilder()
                .setState(SettingState.SETTING_STATE_UNSET)
                .build();
    }

    public static StringMapSetting unsetMap() {
        return StringMapSetting.newBuilder()
                .setState(SettingState.SETTING_STATE_UNSET)
                .build();
    }
}
