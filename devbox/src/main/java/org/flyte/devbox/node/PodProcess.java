package org.flyte.devbox.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The process of a running pod, leader of its own group. Its output goes to a log file. */
final class PodProcess {
    private static final int SIGNAL_BASE = 128;
    private static final Duration REST_OF_OUTPUT = Duration.ofMillis(100);
    private static final Duration LONGEST_COPY = Duration.ofSeconds(1);

    private final Process process;
    private final Path log;
    private final Thread copy;
    private final MarkedProcesses all;

    private PodProcess(Process process, Path log, Thread copy, MarkedProcesses all) {
        this.process = process;
        this.log = log;
        this.copy = copy;
        this.all = all;
    }

    /**
     * @param all the mark in the environment of every process of the pod
     */
    static PodProcess start(
            List<String> command,
            Map<String, String> environment,
            Path work,
            Path log,
            MarkedProcesses all,
            Clock clock)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(ProcessGroup.leaderCommand(command))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(MarkedProcesses.VARIABLE, all.mark());
        Process process = builder.start();
        Thread copy = Thread.ofVirtual()
                .name("log-" + log.getFileName())
                .start(new OutputCopy(process.getInputStream(), log, clock));
        return new PodProcess(process, log, copy, all);
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

    /**
     * Waits for the end of the process, and until its output is in the log. A process that it has left behind with the
     * same output does not delay that.
     */
    int awaitExit() throws InterruptedException {
        int code = process.waitFor();
        group().signal(ProcessGroup.KILL);
        if (!copy.join(REST_OF_OUTPUT)) {
            all.kill();
            copy.join(LONGEST_COPY);
        }
        return code;
    }

    /** Kills what the process has left behind, in whatever session. */
    void killRest() {
        all.kill();
    }

    /** Kills everything at once. */
    void kill() {
        group().signal(ProcessGroup.KILL);
        process.destroyForcibly();
        all.kill();
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
            String tail = new LogTail(log).text();
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
}
