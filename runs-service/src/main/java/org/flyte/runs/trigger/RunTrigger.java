package org.flyte.runs.trigger;

import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.TriggerSpec;

/** A trigger as far as a run of it needs it. */
public record RunTrigger(TriggerKey key, long revision, TriggerSpec spec, TriggerAutomationSpec automation) {
    /** The input that gets the due time, "" for none. */
    public String kickoffInput() {
        return automation.getSchedule().getKickoffTimeInputArg();
    }

    /** Name of the TriggerAutomationSpecType. */
    public String type() {
        return automation.getType().name();
    }
}
