package org.flyte.apps.backend;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.spec.rule.AppSpecCheck;
import org.flyte.apps.spec.rule.SpecLimits;

/** Refuses definitions that this installation cannot run, before they are stored. */
@ApplicationScoped
public class SpecChecks {
    private final AppSpecCheck check;
    private final AppBackend backend;

    SpecChecks(AppBackend backend, AppAddresses addresses, AppsConfig config) {
        this.backend = backend;
        this.check = new AppSpecCheck(new SpecLimits(
                config.maxReplicas(),
                config.pods().secrets(),
                addresses.hasHostNames(),
                config.route().cnames().orElse(List.of())));
    }

    /** Fails with InvalidArgument that names the field. */
    public void check(AppDefinition app) {
        check.check(app.spec());
        backend.check(app);
    }
}
