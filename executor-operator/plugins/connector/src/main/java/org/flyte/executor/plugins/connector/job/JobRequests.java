package org.flyte.executor.plugins.connector.job;

import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskSecrets;
import org.flyte.executor.plugins.connector.job.rule.Job;
import org.flyte.executor.plugins.connector.job.rule.Job.JobConnection;
import org.flyte.idl.connector.DeleteTaskRequest;
import org.flyte.idl.connector.GetTaskRequest;
import org.flyte.idl.core.Connection;
import org.flyte.idl.core.Secret;

/** Makes the requests about a job. Secrets are looked up for each, and kept nowhere. Blocks for that. */
final class JobRequests {
    private final TaskSecrets secrets;

    JobRequests(TaskSecrets secrets) {
        this.secrets = secrets;
    }

    GetTaskRequest get(TaskExecution execution, Job job) {
        return GetTaskRequest.newBuilder()
                .setResourceMeta(job.handle())
                .setTaskCategory(job.category())
                .setOutputPrefix(job.outputPrefix())
                .setConnection(connection(execution, job.connection()))
                .build();
    }

    DeleteTaskRequest delete(TaskExecution execution, Job job) {
        return DeleteTaskRequest.newBuilder()
                .setResourceMeta(job.handle())
                .setTaskCategory(job.category())
                .setConnection(connection(execution, job.connection()))
                .build();
    }

    /** @throws org.flyte.executor.plugin.StartException when there is no such secret */
    Connection connection(TaskExecution execution, JobConnection connection) {
        Connection.Builder resolved =
                Connection.newBuilder().setTaskType(connection.taskType()).putAllConfigs(connection.configs());
        connection
                .secrets()
                .forEach((argument, name) -> resolved.putSecrets(
                        argument,
                        secrets.text(
                                execution,
                                Secret.newBuilder()
                                        .setGroup(name.group())
                                        .setKey(name.key())
                                        .build())));
        return resolved.build();
    }
}
