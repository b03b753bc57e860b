package org.flyte.devbox.start;

import java.util.Map;
import org.flyte.devbox.node.PythonHome;
import org.flyte.platform.embedded.PortRange;

/** Checks that devbox can run, before anything is created or started. */
public final class Preflight {
    private final Options options;
    private final Map<String, String> environment;

    public Preflight(Options options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
    }

    /** Fails when devbox cannot work; returns the options with a free port when any port is allowed. */
    public Options check() {
        Options settled = options.withPorts(
                PortRange.LOOPBACK.claim("devbox", options.port()),
                PortRange.LOOPBACK.claim("devbox", options.access().internalPort()));
        if (options.kubernetes() == KubernetesMode.EMBEDDED) {
            checkPython();
        }
        return settled;
    }

    private void checkPython() {
        PythonHome home = new PythonHome(options.venv());
        String where = options.venv().map(Object::toString).orElse("PATH");
        if (home.program("python3", environment).isEmpty()) {
            throw new UsageException("no python3 in %s: install Python, or pass an environment with --venv", where);
        }
        if (home.sdkEntryPoint(environment).isEmpty()) {
            throw new UsageException(
                    "the Flyte SDK is not in %s: python3 -m venv DIR && DIR/bin/pip install flyte, then --venv DIR",
                    where);
        }
    }
}
