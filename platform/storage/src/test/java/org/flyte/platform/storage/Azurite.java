package org.flyte.platform.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Microsoft's imitation of Azure Blob Storage, which npm installs; its folder is named by {@code FLYTE_AZURITE}. */
final class Azurite implements AutoCloseable {
    static final String ACCOUNT = "devstoreaccount1";
    static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private final Process process;
    private final int port;

    private Azurite(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The script that starts it, where it is installed. */
    static Optional<Path> script() {
        return Optional.ofNullable(System.getenv("FLYTE_AZURITE"))
                .map(folder -> Path.of(folder, "node_modules/azurite/dist/src/blob/main.js"))
                .filter(Files::exists);
    }

    static boolean isInstalled() {
        return script().isPresent();
    }

    static Azurite start(Path data) {
        int port = freePort();
        try {
            Process process = new ProcessBuilder(List.of(
                            "node",
                            script().orElseThrow().toString(),
                            "--blobHost",
                            "127.0.0.1",
                            "--blobPort",
                            Integer.toString(port),
                            "--location",
                            data.toString(),
                            "--silent",
                            "--skipApiVersionCheck",
                            "--disableTelemetry"))
                    .redirectErrorStream(true)
                    .redirectOutput(data.resolve("azurite.log").toFile())
                    .start();
            Azurite azurite = new Azurite(process, port);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(azurite::answers);
            return azurite;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    String host() {
        return "http://127.0.0.1:" + port;
    }

    String endpoint() {
        return host() + "/" + ACCOUNT;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
