package org.flyte.devbox.start;

import java.io.IOException;
import java.util.Map;
import org.flyte.devbox.node.PodFiles;
import org.flyte.devbox.node.PythonHome;
import org.flyte.devbox.node.StalePods;
import org.flyte.platform.embedded.Ports;

/** What must hold before anything is made or started. */
public final class Preflight {
    private Preflight() {}

    /** Refuses what cannot work, and settles the port when any will do. */
    public static Options check(Options options, Map<String, String> environment) {
        Options settled = options.withPort(Ports.claim("devbox", options.port()));
        if (options.kubernetes() == KubernetesMode.EMBEDDED) {
            python(options, environment);
        }
        return settled;
    }

    /** Ends pods that a killed devbox left running on this folder. */
    public static void endStalePods(DataFolder folder) {
        try {
            int ended = StalePods.end(new PodFiles(folder.node()));
            if (ended > 0) {
                System.err.println("devbox: ended %d pods of an earlier devbox on this folder".formatted(ended));
            }
        } catch (IOException e) {
            throw new UsageException("data folder %s cannot be read: %s", folder.node(), e.getMessage());
        }
    }

    private static void python(Options options, Map<String, String> environment) {
        PythonHome home = new PythonHome(options.venv());
        String where = options.venv().map(Object::toString).orElse("PATH");
        if (home.program("python3", environment).isEmpty()) {
            throw new UsageException("no python3 in %s: install Python, or name an environment with --venv", where);
        }
        if (home.program("a0", environment).isEmpty()) {
            throw new UsageException(
                    "the Flyte SDK is not in %s: python3 -m venv DIR && DIR/bin/pip install flyte, then --venv DIR",
                    where);
        }
    }
}
