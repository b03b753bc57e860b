package org.flyte.apps.backend;

import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.pod.AppPods;

/** Parts of backends, made by hand. */
public final class Backends {
    private Backends() {}

    public static AppAddresses addresses(AppsConfig config) {
        return new AppAddresses(config);
    }

    public static AppPods pods(AppsConfig config) {
        return new AppPods(config, addresses(config));
    }
}
