package org.flyte.devbox;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.lang.management.ManagementFactory;
import org.flyte.devbox.start.Options;
import org.flyte.devbox.start.Screen;

/** Runs once the services listen: says so, and waits for the end. */
public class DevboxApplication implements QuarkusApplication {
    /** Set before Quarkus starts, in the same class loader. */
    static volatile Options options;

    @Override
    public int run(String... arguments) {
        if (options != null) {
            long up = System.currentTimeMillis()
                    - ManagementFactory.getRuntimeMXBean().getStartTime();
            System.out.print(Screen.of(options, up));
        }
        Quarkus.waitForExit();
        return 0;
    }
}
