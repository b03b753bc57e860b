package org.flyte.executor.plugins.connector;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TypeClaim;
import org.flyte.executor.plugins.connector.job.Connectors;
import org.flyte.executor.plugins.connector.job.Jobs;
import org.flyte.executor.plugins.connector.route.Discovery;
import org.flyte.executor.plugins.connector.route.Routes;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.wire.Connector;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.core.TaskTemplate;

/** A try is one job of a connector service. */
final class ConnectorPlugin implements TaskPlugin {
    private final List<Connector> connectors;
    private final Discovery discovery;
    private final Jobs jobs;

    ConnectorPlugin(PluginContext context, ConnectorSettings settings) {
        this.connectors = settings.endpoints().stream()
                .map(endpoint -> new Connector(endpoint, settings, context.clock()))
                .toList();
        this.discovery = new Discovery(connectors, settings);
        this.jobs = new Jobs(context, new Connectors(connectors), settings);
    }

    @Override
    public TypeClaim claims(String taskType) {
        if (discovery.routes().has(taskType) || jobs.has(taskType)) {
            return TypeClaim.YES;
        }
        return discovery.isComplete() ? TypeClaim.NO : TypeClaim.NOT_KNOWN_YET;
    }

    @Override
    public Optional<Report> observe(TaskExecution execution) {
        return jobs.observe(execution);
    }

    @Override
    public StartResult start(TaskExecution execution) {
        return jobs.started(execution).orElseGet(() -> jobs.start(execution, route(execution)));
    }

    private Connector route(TaskExecution execution) {
        TaskTemplate template = execution.template();
        Identifier task = template.getId();
        Routes routes = discovery.routes();
        Optional<String> id =
                routes.find(task.getProject(), task.getDomain(), template.getType(), template.getTaskTypeVersion());
        return connectors.stream()
                .filter(connector ->
                        id.filter(connector.endpoint().id()::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> unroutable(template, routes));
    }

    private StartException unroutable(TaskTemplate template, Routes routes) {
        String task = "the task type '%s' of version %d in project '%s', domain '%s'"
                .formatted(
                        template.getType(),
                        template.getTaskTypeVersion(),
                        template.getId().getProject(),
                        template.getId().getDomain());
        return discovery.isComplete()
                ? StartException.refused(
                        Failure.permanent(
                                Failure.PLUGIN_NOT_FOUND,
                                "no connector takes %s; the types are: %s".formatted(task, routes.types())),
                        null)
                : StartException.notYet("it is not known yet which connector takes " + task, null);
    }

    @Override
    public void stop(TaskExecution execution) {
        jobs.stop(execution);
    }

    @Override
    public void stopLeftovers(TaskExecution execution, Predicate<String> kept) {
        jobs.stopLeftovers(execution, kept);
    }

    @Override
    public boolean isStopped(TaskExecution execution) {
        return jobs.isStopped(execution);
    }

    @Override
    public void close() {
        discovery.close();
        jobs.close();
        connectors.forEach(Connector::close);
    }
}
