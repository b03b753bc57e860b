package org.flyte.devbox.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The process of a running pod, leader of its own group. Its output goes to a log file; each line begins with the time
 * at which it was read (RFC 3339, UTC).
 */
final class PodProcess {
    private static final int TAIL_BYTES = 2048;
    private static final int SIGNAL_BASE = 128;

    private final Process process;
    private final Path log;
    private final Thread pump;

    private PodProcess(Process process, Path log, Thread pump) {
        this.process = process;
        this.log = log;
        this.pump = pump;
    }

    static PodProcess start(List<String> command, Map<String, String> environment, Path work, Path log, Clock clock)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(ProcessGroup.leaderCommand(command))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread pump = Thread.ofVirtual().name("log-" + log.getFileName()).start(() -> copy(process, log, clock));
        return new PodProcess(process, log, pump);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    long pid() {
        return process.pid();
    }

    private ProcessGroup group() {
        return new ProcessGroup(pid());
    }

    /** Waits for the end, then kills what the process left behind in its group. */
    int awaitExit() throws InterruptedException {
        int code = process.waitFor();
        group().signal(ProcessGroup.KILL);
        pump.join(Duration.ofSeconds(2));
        return code;
    }

    /** Sends SIGTERM to the group, and SIGKILL when it has not ended within the grace period. */
    void terminate(Duration grace) throws InterruptedException {
        if (!group().signal(ProcessGroup.TERMINATE)) {
            process.destroy(); // too young to lead a group
        }
        if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            group().signal(ProcessGroup.KILL);
        }
    }

    /** The last lines of the log without their times. */
    String tail(int exitCode) {
        try {
            String text = Files.readString(log);
            String lines = text.lines()
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .reduce("", (all, line) -> all + line + "\n");
            String tail =
                    lines.substring(Math.max(0, lines.length() - TAIL_BYTES)).strip();
            return tail.isEmpty() ? withoutLog(exitCode) : tail;
        } catch (IOException e) {
            return withoutLog(exitCode);
        }
    }

    private static String withoutLog(int exitCode) {
        return exitCode > SIGNAL_BASE
                ? "killed by signal %d".formatted(exitCode - SIGNAL_BASE)
                : "exit status %d".formatted(exitCode);
    }

    private static void copy(Process process, Path log, Clock clock) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                Writer file =
                        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            String line;
            while ((line = output.readLine()) != null) {
                Instant now = clock.instant();
                file.write(now + " " + line + "\n");
                file.flush();
            }
        } catch (IOException closed) {
            // the pipe broke with its process: what was read is in the log
        }
    }
}
