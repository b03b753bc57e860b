package org.flyte.devbox;

import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.devbox.start.Options;
import org.flyte.devbox.start.StartupBanner;

/**
 * Prints the banner once everything has started and the port accepts connections. An observer and not a
 * QuarkusApplication: where there is one, the operator's extension no longer starts the operator.
 */
@Singleton
class BannerPrinter {
    /** Set before Quarkus starts, in the same class loader. */
    static volatile Options options;

    private final String brokers;
    private final OptionalInt consolePort;
    private final DevboxRoles roles;

    BannerPrinter(
            @ConfigProperty(name = "flyte.events.bootstrap-servers") String brokers,
            @ConfigProperty(name = "flyte.rpc.listeners.console.port") OptionalInt consolePort,
            DevboxRoles roles) {
        this.brokers = brokers;
        this.consolePort = consolePort;
        this.roles = roles;
    }

    void print(@ObservesAsync HttpServerStart listening) {
        print();
    }

    /** With a login there is no other port than that of TLS. */
    void print(@ObservesAsync HttpsServerStart listening) {
        print();
    }

    private void print() {
        roles.bind();
        if (options != null) {
            long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
            System.out.print(new StartupBanner(options, brokers, consolePort, uptime).text());
            System.out.flush();
        }
    }
}
