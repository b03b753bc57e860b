package org.flyte.devbox;

import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import java.lang.management.ManagementFactory;
import org.flyte.devbox.start.Options;
import org.flyte.devbox.start.StartupBanner;

/**
 * Prints the banner once everything has started and the port accepts connections. An observer and not a
 * QuarkusApplication: where there is one, the operator's extension no longer starts the operator.
 */
class BannerPrinter {
    /** Set before Quarkus starts, in the same class loader. */
    static volatile Options options;

    void print(@ObservesAsync HttpServerStart listening) {
        if (options != null) {
            long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
            System.out.print(new StartupBanner(options, uptime).text());
            System.out.flush();
        }
    }
}
