package org.flyte.platform.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Ends the postmaster that a killed JVM left running on a data directory: a second one must not open the same files. */
record StalePostmaster(Path dataDir) {
    private static final Logger LOG = Logger.getLogger(StalePostmaster.class);
    private static final long STOP_TIMEOUT_SECONDS = 20;

    void stop() {
        Path pidFile = dataDir.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(pidFile);
            if (lines.size() > 1) {
                ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                        .filter(this::servesDataDir)
                        .ifPresent(this::end);
            }
        } catch (IOException | NumberFormatException e) {
            throw new DataFolderException("cannot read " + pidFile, e);
        }
    }

    /** The system may have given the process id to another process since: only a postmaster of this directory is stopped. */
    private boolean servesDataDir(ProcessHandle process) {
        try {
            String command = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return command.contains("postgres")
                    && command.contains(dataDir.getFileName().toString());
        } catch (IOException gone) {
            return false;
        }
    }

    private void end(ProcessHandle process) {
        LOG.infof("stopping the PostgreSQL of an earlier process directory=%s pid=%d", dataDir, process.pid());
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
            process.onExit().orTimeout(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
        } catch (IOException | CompletionException e) {
            throw new DataFolderException(
                    "PostgreSQL with pid %d still uses %s after %d s: stop it with kill -INT %d"
                            .formatted(process.pid(), dataDir, STOP_TIMEOUT_SECONDS, process.pid()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
