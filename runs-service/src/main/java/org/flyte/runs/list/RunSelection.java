package org.flyte.runs.list;

import static org.flyte.platform.model.RequestFields.storable;

import java.util.function.Supplier;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskName;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.list.rule.Sql;
import org.flyte.runs.query.row.ActionRow;

/** Which runs a list or a watch is about. A text that is empty matches everything. */
public sealed interface RunSelection {
    /** Every run. */
    record All() implements RunSelection {
        @Override
        public void restrict(Sql sql) {}
    }

    /** The runs that a cluster executes. No column says which: whoever selects by it looks at the events of the roots. */
    record OfCluster(String name) implements RunSelection {
        @Override
        public void restrict(Sql sql) {}
    }

    /** The runs of a project and domain. */
    record OfProject(String project, String domain) implements RunSelection {
        @Override
        public void restrict(Sql sql) {
            equal(sql, "project", project);
            equal(sql, "domain", domain);
        }

        @Override
        public boolean mayHold(RunKey run) {
            return matches(project, run.project()) && matches(domain, run.domain());
        }
    }

    /** The runs of a task; the version may be empty. */
    record OfTask(String project, String domain, String name, String version) implements RunSelection {
        @Override
        public void restrict(Sql sql) {
            equal(sql, "task_project", project);
            equal(sql, "task_domain", domain);
            equal(sql, "task_name", name);
            equal(sql, "task_version", version);
        }

        @Override
        public boolean holds(ActionRow root) {
            ActionRow.Task task = root.task();
            return matches(project, task.project())
                    && matches(domain, task.domain())
                    && matches(name, task.name())
                    && matches(version, task.version());
        }
    }

    /** The runs that a trigger of a task started. */
    record OfTrigger(String project, String domain, String taskName, String name) implements RunSelection {
        @Override
        public void restrict(Sql sql) {
            equal(sql, "project", project);
            equal(sql, "domain", domain);
            equal(sql, "trigger_task_name", taskName);
            equal(sql, "trigger_name", name);
        }

        @Override
        public boolean holds(ActionRow root) {
            ActionRow.Trigger trigger = root.origin().trigger();
            return matches(project, root.key().project())
                    && matches(domain, root.key().domain())
                    && matches(taskName, trigger.taskName())
                    && matches(name, trigger.name());
        }
    }

    /** Those of other runs that have a paused action. */
    record WithPausedAction(RunSelection among) implements RunSelection {
        private static final String HAS_PAUSED = """
                EXISTS (SELECT 1 FROM live_actions AS l
                         WHERE l.project = a.project AND l.domain = a.domain AND l.run_name = a.run_name AND l.paused)""";

        @Override
        public void restrict(Sql sql) {
            among.restrict(sql.and(HAS_PAUSED));
        }
    }

    /** Those of other runs that the caller may see, as its roles are at the time. */
    record Visible(RunSelection among, Supplier<ProjectScopes> scopes) implements RunSelection {
        @Override
        public void restrict(Sql sql) {
            among.restrict(sql);
            ScopeCondition.add(sql, scopes.get());
        }

        @Override
        public boolean mayHold(RunKey run) {
            return among.mayHold(run) && scopes.get().includes(run.project(), run.domain());
        }

        @Override
        public boolean holds(ActionRow root) {
            return among.holds(root)
                    && scopes.get().includes(root.key().project(), root.key().domain());
        }
    }

    /** Fails with InvalidArgument that names the field. */
    static RunSelection of(ListRunsRequest request) {
        RunSelection scope = scope(request);
        return request.getPausedActionsOnly() ? new WithPausedAction(scope) : scope;
    }

    private static RunSelection scope(ListRunsRequest request) {
        return switch (request.getScopeByCase()) {
            case PROJECT_ID -> ofProject(request.getProjectId());
            case TRIGGER_NAME -> {
                TriggerName trigger = request.getTriggerName();
                yield new OfTrigger(
                        storable("trigger_name.project", trigger.getProject()),
                        storable("trigger_name.domain", trigger.getDomain()),
                        storable("trigger_name.task_name", trigger.getTaskName()),
                        storable("trigger_name.name", trigger.getName()));
            }
            case TASK_NAME -> {
                TaskName task = request.getTaskName();
                yield new OfTask(
                        storable("task_name.project", task.getProject()),
                        storable("task_name.domain", task.getDomain()),
                        storable("task_name.name", task.getName()),
                        "");
            }
            case TASK_ID -> ofTask(request.getTaskId());
            case ORG, SCOPEBY_NOT_SET -> new All();
        };
    }

    static RunSelection of(WatchRunsRequest request) {
        return switch (request.getTargetCase()) {
            case PROJECT_ID -> ofProject(request.getProjectId());
            case TASK_ID -> ofTask(request.getTaskId());
            case CLUSTER_ID ->
                new OfCluster(RequestFields.required(
                        "cluster_id.name", request.getClusterId().getName()));
            case ORG, TARGET_NOT_SET -> new All();
        };
    }

    /** Adds the conditions on the root actions of these runs. */
    void restrict(Sql sql);

    /** Whether the run may belong to the selection, by its key alone. */
    default boolean mayHold(RunKey run) {
        return true;
    }

    /** Whether the run with this root belongs to the selection. */
    default boolean holds(ActionRow root) {
        return mayHold(root.key().run());
    }

    static RunSelection ofProject(ProjectIdentifier project) {
        return new OfProject(
                storable("project_id.name", project.getName()), storable("project_id.domain", project.getDomain()));
    }

    private static RunSelection ofTask(TaskIdentifier task) {
        return new OfTask(
                storable("task_id.project", task.getProject()),
                storable("task_id.domain", task.getDomain()),
                storable("task_id.name", task.getName()),
                storable("task_id.version", task.getVersion()));
    }

    private static void equal(Sql sql, String column, String wanted) {
        if (!wanted.isEmpty()) {
            sql.equal(column, wanted);
        }
    }

    private static boolean matches(String wanted, String actual) {
        return wanted.isEmpty() || wanted.equals(actual);
    }
}
