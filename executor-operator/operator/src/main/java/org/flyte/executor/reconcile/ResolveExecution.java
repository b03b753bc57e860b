package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.crd.TaskAction;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.executor.registry.PluginRegistry;
import org.flyte.executor.registry.Resolution;
import org.flyte.idl.core.TaskTemplate;

/** Resolves a TaskAction to what is needed to carry it out: checks its spec, finds its template and its plugin. */
@ApplicationScoped
class ResolveExecution {
    private final SpecCheck check;
    private final Templates templates;
    private final PluginRegistry plugins;
    private final StatusStore statuses;

    ResolveExecution(SpecCheck check, Templates templates, PluginRegistry plugins, StatusStore statuses) {
        this.check = check;
        this.templates = templates;
        this.plugins = plugins;
        this.statuses = statuses;
    }

    /** Of an action that has ended: without its template, of which nothing is needed any more. */
    ResolvedExecution ofEnded(TaskAction action) {
        return new ResolvedExecution(
                statuses.execution(action, TaskTemplate.getDefaultInstance()),
                plugins.ofEnded(action.getSpec().taskType));
    }

    /** @throws InvalidSpecException when the spec cannot be carried out */
    ResolvedExecution execute(TaskAction action) {
        check.check(action.getSpec());
        return switch (plugins.resolve(action.getSpec().taskType)) {
            case Resolution.Found found ->
                new ResolvedExecution(statuses.execution(action, templates.of(action.getSpec())), found.plugin());
            case Resolution.Refused refused -> throw new InvalidSpecException(refused.failure());
            case Resolution.NotKnownYet unknown ->
                new ResolvedExecution(
                        statuses.execution(action, templates.of(action.getSpec())),
                        plugins.ofEnded(action.getSpec().taskType),
                        Optional.of(unknown.reason()));
        };
    }
}
