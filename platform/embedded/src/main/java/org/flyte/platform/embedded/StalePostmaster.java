package org.flyte.platform.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Ends the postmaster that a killed JVM left running on a data directory: a second one must not open the same files. */
final class StalePostmaster {
    private static final Logger LOG = Logger.getLogger(StalePostmaster.class);
    private static final long PATIENCE_SECONDS = 20;

    private StalePostmaster() {}

    static void stop(Path dataDir) {
        Path pidFile = dataDir.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(pidFile);
            if (lines.size() > 1) {
                ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                        .filter(process -> runsOn(process, dataDir))
                        .ifPresent(process -> end(process, dataDir));
            }
        } catch (IOException | NumberFormatException e) {
            throw new DataFolderException("cannot read " + pidFile, e);
        }
    }

    /** A process id may have been given to somebody else since: only a postmaster of this directory is touched. */
    private static boolean runsOn(ProcessHandle process, Path dataDir) {
        try {
            String command = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return command.contains("postgres")
                    && command.contains(dataDir.getFileName().toString());
        } catch (IOException gone) {
            return false;
        }
    }

    private static void end(ProcessHandle process, Path dataDir) {
        LOG.infof("stopping the PostgreSQL that an earlier process left on %s, pid %d", dataDir, process.pid());
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
            process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (IOException | CompletionException e) {
            throw new DataFolderException(
                    "PostgreSQL with pid %d does not let go of %s".formatted(process.pid(), dataDir), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
