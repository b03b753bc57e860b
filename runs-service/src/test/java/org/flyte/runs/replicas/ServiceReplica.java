package org.flyte.runs.replicas;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flyte.idl.task.TaskServiceGrpc;
import org.flyte.idl.task.TaskServiceGrpc.TaskServiceBlockingStub;
import org.flyte.idl.trigger.TriggerServiceGrpc;
import org.flyte.idl.trigger.TriggerServiceGrpc.TriggerServiceBlockingStub;
import org.flyte.idl.workflow.InternalRunServiceGrpc;
import org.flyte.idl.workflow.InternalRunServiceGrpc.InternalRunServiceBlockingStub;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceStub;
import org.flyte.platform.embedded.PortRange;

/** A process of the packaged service on ports of its own. It can be killed and started again. */
final class ServiceReplica implements AutoCloseable {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    private final String name;
    private final int port = PortRange.LOOPBACK.free();
    private final int internalPort = PortRange.LOOPBACK.free();
    private final int managementPort = PortRange.LOOPBACK.free();
    private final Map<String, String> settings;
    private final Path log;
    private final Duration deadline;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ManagedChannel channel;
    private final ManagedChannel internalChannel;
    private Process process;

    /** @param deadline of each call but a stream */
    ServiceReplica(String name, Map<String, String> settings, Path logs, Duration deadline) {
        this.deadline = deadline;
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing: run mvn package");
        }
        this.name = name;
        this.settings = settings;
        this.log = logs.resolve(name + ".log");
        this.channel = channelTo(port);
        this.internalChannel = channelTo(internalPort);
    }

    void start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dflyte.rpc.listeners.internal.port=" + internalPort,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + managementPort));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toString()));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exit code of a process that ends by itself. */
    int awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit)) {
            throw new IllegalStateException(describe() + " has not ended after " + limit);
        }
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isReady() throws InterruptedException {
        return health("ready") == 200;
    }

    boolean isLive() throws InterruptedException {
        return health("live") == 200;
    }

    /** The HTTP status, 0 when there is no answer within two seconds. */
    int health(String kind) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/q/health/" + kind))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            // The channel would wait for seconds after the connections that were refused meanwhile.
            channel.resetConnectBackoff();
            internalChannel.resetConnectBackoff();
            return status;
        } catch (IOException e) {
            return 0;
        }
    }

    String describe() {
        return name + ", log " + log;
    }

    /** For other stubs. */
    ManagedChannel channel() {
        return channel;
    }

    RunServiceBlockingStub runs() {
        return RunServiceGrpc.newBlockingStub(channel).withDeadlineAfter(deadline);
    }

    /** For streams: no deadline. */
    RunServiceStub watches() {
        return RunServiceGrpc.newStub(channel);
    }

    TaskServiceBlockingStub tasks() {
        return TaskServiceGrpc.newBlockingStub(channel).withDeadlineAfter(deadline);
    }

    TriggerServiceBlockingStub triggers() {
        return TriggerServiceGrpc.newBlockingStub(channel).withDeadlineAfter(deadline);
    }

    InternalRunServiceBlockingStub internal() {
        return InternalRunServiceGrpc.newBlockingStub(internalChannel).withDeadlineAfter(deadline);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        internalChannel.shutdownNow();
        http.close();
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static ManagedChannel channelTo(int port) {
        return ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
    }
}
