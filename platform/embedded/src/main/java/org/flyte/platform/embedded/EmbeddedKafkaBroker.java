package org.flyte.platform.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A real single-node Kafka 4.1 broker (KRaft) in this JVM, on a data directory that survives restarts.
 *
 * <p>The directory is formatted when it is new. {@link #stop()} and {@link #start()} make an outage: the broker comes
 * back on the same port with the same data.
 */
public final class EmbeddedKafkaBroker implements AutoCloseable {
    private final Path dataDir;
    private final int port;
    private final int controllerPort;
    private final Optional<SecureListener> secure;
    private KafkaRaftServer server;

    /**
     * A further listener, with encryption and a login.
     *
     * @param settings of the listener, without its prefix
     */
    public record SecureListener(int port, Map<String, String> settings) {}

    /** Starts the broker; port 0 takes a free one. */
    public EmbeddedKafkaBroker(Path dataDir, int port) {
        this(dataDir, port, Optional.empty());
    }

    /** As the other, with a listener more. */
    public EmbeddedKafkaBroker(Path dataDir, int port, Optional<SecureListener> secure) {
        this.secure = secure;
        this.dataDir = dataDir.toAbsolutePath();
        this.port = PortRange.LOOPBACK.claim("Kafka", port);
        this.controllerPort = PortRange.LOOPBACK.free();
        ServerLogLevel.applyAll();
        start();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public synchronized boolean isRunning() {
        return server != null;
    }

    /** Starts a stopped broker; a running one is left alone. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        Properties settings = settings();
        formatIfNew(settings);
        KafkaRaftServer starting = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
        try {
            starting.startup();
        } catch (RuntimeException e) {
            starting.shutdown();
            throw e;
        }
        server = starting;
    }

    /** Stops the broker; its data stays. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void formatIfNew(Properties settings) {
        if (Files.exists(logDir().resolve("meta.properties"))) {
            return;
        }
        Path file = dataDir.resolve("server.properties");
        try {
            Files.createDirectories(logDir());
            try (Writer writer = Files.newBufferedWriter(file)) {
                settings.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        int status = StorageTool.execute(format, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new DataFolderException(
                    "Kafka cannot use %s: %s".formatted(dataDir, output.toString(StandardCharsets.UTF_8)));
        }
    }

    private Path logDir() {
        return dataDir.resolve("logs");
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        secure.ifPresent(listener -> add(listener, settings));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("log.dirs", logDir().toString());
        settings.put("num.partitions", "4");
        settings.put("auto.create.topics.enable", "true");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("log.segment.bytes", "67108864");
        settings.put("log.index.size.max.bytes", "262144");
        // A killed broker may register again only when its old session is over.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        return settings;
    }

    private static void add(SecureListener listener, Properties settings) {
        String address = ",SECURE://127.0.0.1:" + listener.port();
        settings.merge("listeners", address, (all, more) -> all + "" + more);
        settings.merge("advertised.listeners", address, (all, more) -> all + "" + more);
        settings.merge("listener.security.protocol.map", ",SECURE:SASL_SSL", (all, more) -> all + "" + more);
        listener.settings().forEach((name, value) -> settings.put("listener.name.secure." + name, value));
    }
}
