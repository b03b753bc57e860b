package org.flyte.runs.settings;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.UncheckedIOException;
import org.flyte.idl.settings.Settings;

/**
 * What a scope itself says.
 *
 * @param version 0 when nothing is stored
 */
record StoredSettings(SettingsScope scope, Settings settings, long version) {
    static StoredSettings none(SettingsScope scope) {
        return new StoredSettings(scope, Settings.getDefaultInstance(), 0);
    }

    /** @param data of a row */
    static StoredSettings of(SettingsScope scope, byte[] data, long version) {
        try {
            return new StoredSettings(scope, Settings.parseFrom(data), version);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }
}
