package org.flyte.devbox;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flyte.devbox.start.DataFolder;
import org.flyte.devbox.start.EmbeddedParts;
import org.flyte.devbox.start.Options;
import org.flyte.devbox.start.Preflight;
import org.flyte.devbox.start.ServiceSettings;
import org.flyte.devbox.start.ShutdownGuard;
import org.flyte.devbox.start.UsageException;
import org.flyte.platform.embedded.DataFolderException;
import org.flyte.platform.embedded.PortInUseException;

/**
 * Every service in one process. Infrastructure and cluster first, in parallel and outside of Quarkus, since the configuration of
 * the services follows from it; then the one Quarkus application.
 */
@QuarkusMain(name = "devbox")
public final class Devbox {
    private Devbox() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.getenv()));
    }

    private static int run(String[] arguments, Map<String, String> environment) {
        Logger.getLogger("").setLevel(Level.WARNING);
        try {
            Options options = Options.parse(arguments, environment);
            if (options.help()) {
                System.out.print(Options.USAGE);
                return 0;
            }
            return serve(new Preflight(options, environment).check());
        } catch (UsageException | DataFolderException | PortInUseException e) {
            System.err.println("devbox: " + e.getMessage());
            return 1;
        }
    }

    private static int serve(Options wanted) {
        Options options = wanted.ephemeral() ? wanted.withData(temporary()) : wanted;
        try (ShutdownGuard shutdown = ShutdownGuard.onSignal();
                DataFolder folder = DataFolder.open(options.data(), options.ephemeral())) {
            int killed = folder.killOrphanedPods();
            if (killed > 0) {
                System.err.println("devbox: killed %d pods that an earlier devbox left running".formatted(killed));
            }
            try (EmbeddedParts parts = EmbeddedParts.start(options, folder)) {
                if (shutdown.isRequested()) {
                    return 0;
                }
                new ServiceSettings(options, folder, parts).apply();
                BannerPrinter.options = options;
                Quarkus.run(null, shutdown::ended);
                return shutdown.status();
            }
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("flyte-devbox-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
