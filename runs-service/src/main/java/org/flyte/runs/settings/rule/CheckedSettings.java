package org.flyte.runs.settings.rule;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.flyte.idl.settings.Int64Setting;
import org.flyte.idl.settings.QuantitySetting;
import org.flyte.idl.settings.SettingState;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.StringMapSetting;
import org.flyte.idl.settings.StringSetting;
import org.flyte.idl.task.Labels;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * Checks settings before they are stored: what would fail each run later is refused at once, and so is a setting that no
 * part of this version applies.
 */
public final class CheckedSettings {
    private static final int MAX_ENTRIES = 100;
    private static final int MAX_TEXT = 1_024;
    private static final int MAX_VALUE = 32_768;
    private static final long MAX_CONCURRENCY = 1_000_000;
    private static final Pattern ACCOUNT =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern VARIABLE = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");
    private static final Pattern ADDRESS = Pattern.compile("([a-z][a-z0-9+.-]*://[^/\\s]+|)/?\\S*");
    /** A Kubernetes quantity that is not negative. */
    private static final Pattern QUANTITY =
            Pattern.compile("\\+?(\\d{1,18}(\\.\\d{0,9})?|\\.\\d{1,9})([eE][+-]?\\d{1,2}|[numkMGTPE]|[KMGTPE]i)?");

    private static final List<String> NOT_APPLIED = List.of("task_resource.", "app.", "pod_template_name");

    private final Predicate<String> ownedAddress;

    /** @param ownedAddress whether an address lies in the store of this installation */
    public CheckedSettings(Predicate<String> ownedAddress) {
        this.ownedAddress = ownedAddress;
    }

    /**
     * The settings as they are stored, without scope levels and without what says nothing.
     *
     * @param field the path of the settings in the request
     * @throws InvalidArgument for a value that cannot work
     * @throws FailedPrecondition for a setting that this version does not apply
     */
    public Settings of(String field, Settings settings) {
        Settings.Builder stored = Settings.newBuilder();
        for (SettingLeaf leaf : SettingLeaf.ALL) {
            leaf.in(settings).ifPresent(setting -> {
                String name = field + "." + leaf.name();
                SettingState state = SettingLeaf.state(setting);
                RequestFields.known(name + ".state", state != SettingState.UNRECOGNIZED);
                if (state != SettingState.SETTING_STATE_VALUE) {
                    requireNoValue(name, setting);
                } else {
                    check(name, leaf.name(), setting);
                    requireApplied(name, leaf.name());
                }
                if (state != SettingState.SETTING_STATE_INHERIT) {
                    leaf.set(stored, SettingLeaf.withoutLevel(setting));
                }
            });
        }
        return stored.build();
    }

    private static void requireNoValue(String name, Message setting) {
        if (!SettingLeaf.onlyState(setting).equals(SettingLeaf.withoutLevel(setting))) {
            throw new InvalidArgument(
                    "%s has a value, but its state is not SETTING_STATE_VALUE; set the state or leave the value out",
                    name);
        }
    }

    private static void requireApplied(String name, String leaf) {
        if (NOT_APPLIED.stream().anyMatch(leaf::startsWith)) {
            throw new FailedPrecondition("%s is not applied to runs by this server yet; leave it out", name);
        }
    }

    private void check(String name, String leaf, Message setting) {
        switch (setting) {
            case StringSetting text -> checkText(name, leaf, text.getStringValue());
            case Int64Setting number -> checkConcurrency(name, number.getIntValue());
            case QuantitySetting quantity -> checkQuantity(name, quantity.getQuantityValue());
            case StringMapSetting map -> checkMap(name, leaf, map.getMapValue().getEntriesMap());
            default -> {}
        }
    }

    private void checkText(String name, String leaf, String value) {
        RequestFields.text(name, value, 1, MAX_TEXT);
        switch (leaf) {
            case "security.service_account" ->
                require(ACCOUNT.matcher(value).matches(), name, value, "a name of a Kubernetes service account");
            case "storage.raw_data_path" -> checkAddress(name, value);
            case "run.run_base_dir" -> {
                checkAddress(name, value);
                if (!ownedAddress.test(value)) {
                    throw new InvalidArgument(
                            "%s: '%s' is outside the store; name an address below flyte.storage.base, or have its prefix"
                                    + " added to flyte.storage.allowed",
                            name, Address.shown(value));
                }
            }
            default -> {}
        }
    }

    private static void checkAddress(String name, String value) {
        boolean absolute = value.startsWith("/") || value.contains("://");
        require(
                absolute && ADDRESS.matcher(value).matches(),
                name,
                value,
                "an address such as s3://bucket/prefix, or an absolute path");
    }

    private static void checkConcurrency(String name, long value) {
        if (value < 0 || value > MAX_CONCURRENCY) {
            throw new InvalidArgument("%s must lie between 0 and %d, where 0 is unlimited", name, MAX_CONCURRENCY);
        }
    }

    private static void checkQuantity(String name, String value) {
        require(QUANTITY.matcher(value).matches(), name, value, "a Kubernetes quantity such as 500m, 2 or 4Gi");
    }

    private static void checkMap(String name, String leaf, Map<String, String> entries) {
        if (leaf.equals("labels")) {
            RunLabels.check(name, Labels.newBuilder().putAllValues(entries).build());
            return;
        }
        if (entries.size() > MAX_ENTRIES) {
            throw new InvalidArgument("%s has %d entries; at most %d are allowed", name, entries.size(), MAX_ENTRIES);
        }
        entries.forEach((key, value) -> {
            if (leaf.equals("environment_variables")) {
                require(VARIABLE.matcher(key).matches(), name, key, "a name of an environment variable");
            } else {
                RunLabels.checkKey(name, key);
            }
            RequestFields.text(name + "." + key, value, 0, MAX_VALUE);
        });
    }

    private static void require(boolean valid, String name, String value, String expected) {
        if (!valid) {
            throw new InvalidArgument("%s: '%s' is not %s", name, Address.shown(value), expected);
        }
    }
}
