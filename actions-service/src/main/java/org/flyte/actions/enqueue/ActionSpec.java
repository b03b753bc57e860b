package org.flyte.actions.enqueue;

import org.flyte.idl.workflow.ConditionAction;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.idl.workflow.TraceAction;

/** What an enqueued action is; the content is stored and passed on as it was received. */
public sealed interface ActionSpec {
    /** A task, which runs in a pod. */
    record Task(TaskAction content) implements ActionSpec {}

    /** A wait for a signal. */
    record Condition(ConditionAction content) implements ActionSpec {}

    /** A function that has run in the pod of its parent. */
    record Trace(TraceAction content) implements ActionSpec {}
}
