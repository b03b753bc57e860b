package org.flyte.devbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged devbox as a process of its own, on a fresh data folder and a free port. */
final class DevboxProcess implements AutoCloseable {
    private static final Pattern ENDPOINT = Pattern.compile("endpoint +http://localhost:(\\d+)");
    private static final Pattern INTERNAL = Pattern.compile("internal +http://127.0.0.1:(\\d+)");
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final int PORT_LINE = 3;
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path home;
    private final Process process;
    private final int port;
    private final int internalPort;

    private DevboxProcess(Path home, Process process, String screen) {
        this.home = home;
        this.process = process;
        this.port = portIn(screen, ENDPOINT);
        this.internalPort = portIn(screen, INTERNAL);
    }

    /** Starts one whose files are in {@code target/<name>}; returns when it serves. */
    static DevboxProcess start(String name) {
        try {
            Path home = Path.of("target", name).toAbsolutePath();
            delete(home);
            Files.createDirectories(home);
            Path screen = home.resolve("screen.log");
            Process process = new ProcessBuilder(command(home))
                    .redirectErrorStream(true)
                    .redirectOutput(screen.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            awaitScreen(process, screen);
            return new DevboxProcess(home, process, Files.readString(screen));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int portIn(String screen, Pattern line) {
        Matcher found = line.matcher(screen);
        if (!found.find()) {
            throw new IllegalStateException("devbox did not start:\n" + screen);
        }
        return Integer.parseInt(found.group(1));
    }

    /** As {@code scripts/devbox} starts it, but with a mere name in place of the SDK, which no pod of a probe needs. */
    private static List<String> command(Path home) throws IOException {
        Path programs = Files.createDirectories(home.resolve("venv/bin"));
        Files.createFile(programs.resolve("a0"), PosixFilePermissions.asFileAttribute(EXECUTABLE));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx1g",
                "-jar",
                "target/quarkus-app/quarkus-run.jar",
                "--venv",
                home.resolve("venv").toString(),
                "--data",
                home.resolve("data").toString(),
                "--port",
                "0",
                "--allow-host",
                TlsProxy.HOST);
    }

    private static void awaitScreen(Process process, Path screen) {
        try {
            await().atMost(START_LIMIT)
                    .until(() -> !process.isAlive() || Files.readString(screen).contains("Stop it with"));
        } catch (ConditionTimeoutException late) {
            process.destroy();
            throw late;
        }
    }

    int port() {
        return port;
    }

    /** The port of the listener that also serves what the services write. */
    int internalPort() {
        return internalPort;
    }

    /** Folder for files that pods of a test leave or wait for. */
    Path scratch() {
        return home;
    }

    Path store() {
        return home.resolve("data/store");
    }

    /** A session of its own on devbox's database. */
    Connection database() throws SQLException, IOException {
        int number = Integer.parseInt(Files.readAllLines(home.resolve("data/postgres/postmaster.pid"))
                .get(PORT_LINE)
                .strip());
        String password =
                Files.readString(home.resolve("data/postgres.password")).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + number + "/flyte", "postgres", password);
    }

    /** A system property of the process: the only place that has the ports of its parts. */
    String property(String name) throws IOException {
        return jdk("VM.system_properties")
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).replace("\\:", ":"))
                .findFirst()
                .orElseThrow();
    }

    /** Answer of the process to a diagnostic command of the JDK. */
    String jdk(String command) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), command).start();
        return new String(asked.getInputStream().readAllBytes(), UTF_8);
    }

    void terminate() {
        process.destroy();
    }

    boolean endsWithin(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
