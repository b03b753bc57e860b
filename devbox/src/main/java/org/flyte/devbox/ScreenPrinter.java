package org.flyte.devbox;

import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import java.lang.management.ManagementFactory;
import org.flyte.devbox.start.Options;
import org.flyte.devbox.start.Screen;

/**
 * Shows the screen once everything has started and the port takes connections. An observer and not a
 * QuarkusApplication: where there is one, the operator's extension no longer starts the operator.
 */
class ScreenPrinter {
    /** Set before Quarkus starts, in the same class loader. */
    static volatile Options options;

    void print(@ObservesAsync HttpServerStart listening) {
        if (options != null) {
            long up = System.currentTimeMillis()
                    - ManagementFactory.getRuntimeMXBean().getStartTime();
            System.out.print(Screen.of(options, up));
            System.out.flush();
        }
    }
}
