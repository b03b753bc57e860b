package org.flyte.executor.registry;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskSecrets;
import org.flyte.executor.secret.ReadSecret;
import org.flyte.idl.core.Secret;

/** Secrets for plugins, found as those of tasks are. */
@ApplicationScoped
class PluginSecrets implements TaskSecrets {
    private final ReadSecret read;

    PluginSecrets(ReadSecret read) {
        this.read = read;
    }

    @Override
    public String text(TaskExecution execution, Secret secret) {
        return read.execute(execution.spec().project, execution.spec().domain, secret);
    }
}
