package org.flyte.apps.backend;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.spec.rule.AppSpecCheck;
import org.flyte.apps.spec.rule.SpecLimits;
import org.flyte.platform.identity.cluster.ClusterObjects;
import org.flyte.platform.model.FlyteException.PermissionDenied;

/** Refuses definitions that this installation cannot run, before they are stored. */
@ApplicationScoped
public class SpecChecks {
    private final AppSpecCheck check;
    private final AppBackend backend;
    private final ClusterObjects objects;

    SpecChecks(AppBackend backend, AppAddresses addresses, AppsConfig config, ClusterObjects objects) {
        this.backend = backend;
        this.objects = objects;
        this.check = new AppSpecCheck(new SpecLimits(
                config.maxReplicas(),
                config.pods().secrets(),
                addresses.hasHostNames(),
                config.route().cnames().orElse(List.of())));
    }

    /** Fails with InvalidArgument or PermissionDenied that names the field. */
    public void check(AppDefinition app) {
        check.check(app.spec());
        backend.check(app);
        String project = app.key().project();
        String domain = app.key().domain();
        objects.refusal(
                        project,
                        domain,
                        "app.spec.security_context.run_as",
                        app.spec().getSecurityContext().getRunAs())
                .or(() -> objects.refusal(
                        project, domain, "app.spec.pod", app.spec().getPod()))
                .ifPresent(refusal -> {
                    throw new PermissionDenied("%s", refusal);
                });
    }
}
