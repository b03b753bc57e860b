package org.flyte.runs.watch;

import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.runs.query.ActionRow;

/** Which runs a WatchRuns stream is about: those of everybody, of a project, or of a task. */
record RunScope(WatchRunsRequest target) {
    /** Whether the run may belong to the scope, by its key alone. */
    boolean mayHold(RunKey run) {
        return target.getTargetCase() != WatchRunsRequest.TargetCase.PROJECT_ID
                || (same(target.getProjectId().getName(), run.project())
                        && same(target.getProjectId().getDomain(), run.domain()));
    }

    boolean holds(ActionRow root) {
        if (target.getTargetCase() != WatchRunsRequest.TargetCase.TASK_ID) {
            return mayHold(new RunKey(root.project(), root.domain(), root.run()));
        }
        TaskIdentifier wanted = target.getTaskId();
        ActionRow.Task task = root.task();
        return same(wanted.getProject(), task.project())
                && same(wanted.getDomain(), task.domain())
                && same(wanted.getName(), task.name())
                && same(wanted.getVersion(), task.version());
    }

    /** The newest runs of the scope. */
    ListRunsRequest list(int limit) {
        ListRunsRequest.Builder list = ListRunsRequest.newBuilder();
        list.getRequestBuilder().setLimit(limit);
        switch (target.getTargetCase()) {
            case PROJECT_ID -> list.setProjectId(target.getProjectId());
            case TASK_ID -> list.setTaskId(target.getTaskId());
            case ORG, CLUSTER_ID, TARGET_NOT_SET -> {}
        }
        return list.build();
    }

    private static boolean same(String wanted, String actual) {
        return wanted.isEmpty() || wanted.equals(actual);
    }
}
