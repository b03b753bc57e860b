package org.flyte.runs.settings.rule;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flyte.idl.settings.ScopeLevel;
import org.flyte.idl.settings.SettingState;
import org.flyte.idl.settings.Settings;

/**
 * One setting, by the fields that lead to it. All kinds of settings have a state and a scope level; found by their
 * descriptors, so that none is forgotten.
 */
public record SettingLeaf(List<FieldDescriptor> path) {
    /** Every setting there is. */
    public static final List<SettingLeaf> ALL = below(List.of(), Settings.getDescriptor());

    private static final String STATE = "state";
    private static final String SCOPE_LEVEL = "scope_level";

    private static List<SettingLeaf> below(List<FieldDescriptor> path, Descriptor type) {
        if (type.findFieldByName(STATE) != null) {
            return List.of(new SettingLeaf(path));
        }
        List<SettingLeaf> leaves = new ArrayList<>();
        for (FieldDescriptor field : type.getFields()) {
            List<FieldDescriptor> longer = new ArrayList<>(path);
            longer.add(field);
            leaves.addAll(below(List.copyOf(longer), field.getMessageType()));
        }
        return List.copyOf(leaves);
    }

    /** As users write it, {@code task_resource.min.cpu} for one. */
    public String name() {
        return path.stream().map(FieldDescriptor::getName).collect(Collectors.joining("."));
    }

    /** The setting, when the message is there. */
    Optional<Message> in(Settings settings) {
        Message at = settings;
        for (FieldDescriptor field : path) {
            if (!at.hasField(field)) {
                return Optional.empty();
            }
            at = (Message) at.getField(field);
        }
        return Optional.of(at);
    }

    void set(Settings.Builder settings, Message value) {
        Message.Builder at = settings;
        for (FieldDescriptor field : path.subList(0, path.size() - 1)) {
            at = at.getFieldBuilder(field);
        }
        at.setField(path.getLast(), value);
    }

    /** UNRECOGNIZED for a state that this version does not know. */
    static SettingState state(Message setting) {
        SettingState state = SettingState.forNumber(((EnumValueDescriptor)
                        setting.getField(setting.getDescriptorForType().findFieldByName(STATE)))
                .getNumber());
        return state == null ? SettingState.UNRECOGNIZED : state;
    }

    static Message at(Message setting, ScopeLevel level) {
        return setting.toBuilder()
                .setField(setting.getDescriptorForType().findFieldByName(SCOPE_LEVEL), level.getValueDescriptor())
                .build();
    }

    /** Without its value and scope level. */
    static Message onlyState(Message setting) {
        FieldDescriptor state = setting.getDescriptorForType().findFieldByName(STATE);
        return setting.newBuilderForType()
                .setField(state, setting.getField(state))
                .build();
    }

    /** Without its scope level, which follows from where the setting is stored. */
    static Message withoutLevel(Message setting) {
        return setting.toBuilder()
                .clearField(setting.getDescriptorForType().findFieldByName(SCOPE_LEVEL))
                .build();
    }
}
