package org.flyte.runs.trigger;

import java.time.Instant;
import org.flyte.idl.task.TaskTrigger;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.task.TriggerAutomationSpecType;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;
import org.flyte.runs.trigger.rule.DueTimes;

/**
 * A trigger to be deployed, checked.
 *
 * @param automation its type is that of what it contains
 */
public record TriggerVersion(
        TriggerKey key,
        String taskVersion,
        boolean active,
        TriggerSpec spec,
        TriggerAutomationSpec automation,
        String description) {
    private static final int MAX_DESCRIPTION = 255;
    private static final int MAX_BYTES = 4 << 20;

    /**
     * A trigger that is deployed by itself.
     *
     * @throws InvalidArgument that names the field
     */
    static TriggerVersion of(TriggerKey key, TriggerSpec spec, TriggerAutomationSpec automation, Instant now) {
        if (spec.getSerializedSize() > MAX_BYTES) {
            throw new InvalidArgument(
                    "spec has %d bytes, at most %d are stored; upload its inputs", spec.getSerializedSize(), MAX_BYTES);
        }
        return new TriggerVersion(
                key,
                RequestFields.text("spec.task_version", spec.getTaskVersion(), 1, 255),
                spec.getActive(),
                spec,
                normalised(automation, now),
                RequestFields.truncated(spec.getDescription(), MAX_DESCRIPTION));
    }

    /**
     * A trigger that is deployed with its task.
     *
     * @throws InvalidArgument that names the field
     */
    public static TriggerVersion of(
            String project, String domain, String task, String version, TaskTrigger trigger, Instant now) {
        TriggerSpec.Builder spec = TriggerSpec.newBuilder()
                .setActive(trigger.getSpec().getActive())
                .setTaskVersion(version)
                .setDescription(RequestFields.truncated(trigger.getSpec().getDescription(), MAX_DESCRIPTION));
        if (trigger.getSpec().hasRunSpec()) {
            spec.setRunSpec(trigger.getSpec().getRunSpec());
        }
        switch (trigger.getSpec().getInputWrapperCase()) {
            case INPUTS -> spec.setInputs(trigger.getSpec().getInputs());
            case OFFLOADED_INPUT_DATA ->
                spec.setOffloadedInputData(trigger.getSpec().getOffloadedInputData());
            case INPUTWRAPPER_NOT_SET -> {}
        }
        TriggerKey key =
                new TriggerKey(project, domain, task, RequestFields.text("triggers.name", trigger.getName(), 1, 255));
        return of(key, spec.build(), trigger.getAutomationSpec(), now);
    }

    private static TriggerAutomationSpec normalised(TriggerAutomationSpec automation, Instant now) {
        return switch (automation.getAutomationCase()) {
            case SCHEDULE -> {
                DueTimes.of(automation.getSchedule(), now);
                yield automation.toBuilder()
                        .setType(TriggerAutomationSpecType.TYPE_SCHEDULE)
                        .build();
            }
            case ARTIFACT ->
                automation.toBuilder()
                        .setType(TriggerAutomationSpecType.TYPE_ARTIFACT)
                        .build();
            case AUTOMATION_NOT_SET ->
                TriggerAutomationSpec.newBuilder()
                        .setType(TriggerAutomationSpecType.TYPE_NONE)
                        .build();
        };
    }
}
