package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.crd.TaskAction;
import org.flyte.executor.reconcile.status.StatusStore;
import org.flyte.idl.core.TaskTemplate;

/** Resolves a TaskAction to what is needed to carry it out: checks its spec, finds its template and its plugin. */
@ApplicationScoped
class ResolveExecution {
    private final SpecCheck check;
    private final Templates templates;
    private final Plugins plugins;
    private final StatusStore statuses;

    ResolveExecution(SpecCheck check, Templates templates, Plugins plugins, StatusStore statuses) {
        this.check = check;
        this.templates = templates;
        this.plugins = plugins;
        this.statuses = statuses;
    }

    /** Of an action that has ended: without its template, of which nothing is needed any more. */
    ResolvedExecution ofEnded(TaskAction action) {
        return new ResolvedExecution(
                statuses.execution(action, TaskTemplate.getDefaultInstance()),
                plugins.of(String.valueOf(action.getSpec().taskType)));
    }

    /** @throws InvalidSpecException when the spec cannot be carried out */
    ResolvedExecution execute(TaskAction action) {
        check.check(action.getSpec());
        return new ResolvedExecution(
                statuses.execution(action, templates.of(action.getSpec())), plugins.of(action.getSpec().taskType));
    }
}
