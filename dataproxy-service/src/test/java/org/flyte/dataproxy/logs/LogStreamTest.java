package org.flyte.dataproxy.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.flyte.dataproxy.logs.pod.LivePod;
import org.flyte.dataproxy.logs.pod.LivePod.ContainerStatus;
import org.flyte.dataproxy.support.ConnectCall;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.Given;
import org.flyte.dataproxy.support.GrowingLog;
import org.flyte.dataproxy.support.LogFollower;
import org.flyte.dataproxy.support.OwnRuns;
import org.flyte.dataproxy.support.StubPodLogSource;
import org.flyte.dataproxy.support.StubPods;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.dataproxy.DataProxyServiceGrpc;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.idl.dataproxy.TailLogsResponse;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.podlogs.PodLogSource;
import org.flyte.platform.podlogs.archive.ArchiveLimits;
import org.flyte.platform.podlogs.archive.LogArchive;
import org.flyte.platform.testkit.FilledStream;
import org.flyte.platform.testkit.RealS3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Log streams over the life of a pod and after it, with the archive in a real S3 server. */
@QuarkusTest
@TestProfile(LogStreamTest.ShortLimits.class)
@WithTestResource(OwnRuns.class)
@WithTestResource(RealS3.class)
class LogStreamTest extends DataProxyTestBase {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final int MAX_STREAMS = 220;

    /** Bytes that were read of endless output. */
    private static final AtomicLong READ = new AtomicLong();

    public static final class ShortLimits implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "flyte.dataproxy.logs.max-streams", Integer.toString(MAX_STREAMS),
                    "flyte.dataproxy.logs.stall-timeout", "4s",
                    "flyte.dataproxy.logs.evict-after", "300ms",
                    "flyte.dataproxy.logs.archive-wait", "2s");
        }
    }

    @GrpcClient("proxy")
    Channel channel;

    @Inject
    StubPodLogSource logs;

    @Inject
    StubPods pods;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void clear() {
        logs.requests.clear();
    }

    @Test
    @Timeout(120)
    void followsAHundredThousandLinesAndGivesThemAgainAfterThePod() throws Exception {
        int lines = 100_000;
        String action = "busy";
        GrowingLog container = running(action);
        Thread printer = Thread.startVirtualThread(() -> print(container, 0, lines));

        List<String> live = new ArrayList<>();
        Iterator<TailLogsResponse> stream = proxy.tailLogs(request(action).build());
        while (live.size() < lines) {
            stream.next()
                    .getLogsList()
                    .forEach(part -> part.getLinesList().forEach(line -> live.add(line.getMessage())));
        }
        printer.join();
        archive(action, lines(0, lines));
        delete(action);
        container.end();

        assertThat(linesOf(stream)).isEmpty();
        assertThat(live)
                .isEqualTo(IntStream.range(0, lines)
                        .mapToObj(LogStreamTest::message)
                        .toList());
        assertThat(logs.requests).as("one upstream stream").hasSize(1);
        assertThat(linesOf(proxy.tailLogs(request(action).build()))).isEqualTo(live);
    }

    @Test
    void goesOnInTheArchiveWhenThePodIsDeletedMeanwhile() throws Exception {
        GrowingLog container = running("deleted");
        print(container, 0, 10);
        Iterator<TailLogsResponse> stream = proxy.tailLogs(request("deleted").build());
        List<String> lines = new ArrayList<>();
        stream.next().getLogs(0).getLinesList().forEach(line -> lines.add(line.getMessage()));

        delete("deleted");
        archive("deleted", lines(0, 15));
        container.end();

        lines.addAll(linesOf(stream));
        assertThat(lines)
                .isEqualTo(
                        IntStream.range(0, 15).mapToObj(LogStreamTest::message).toList());
    }

    @Test
    void followsThePodAgainWhenTheStreamBreaks() {
        AtomicInteger opened = new AtomicInteger();
        running("broken", () -> switch (opened.incrementAndGet()) {
            case 1 ->
                new SequenceInputStream(bytes(lines(0, 10)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("reset");
                    }
                });
            case 2 -> bytes(lines(5, 12));
            default -> {
                ended("broken");
                yield bytes(lines(11, 13));
            }
        });

        List<String> lines = linesOf(proxy.tailLogs(request("broken").build()));

        assertThat(lines)
                .isEqualTo(
                        IntStream.range(0, 13).mapToObj(LogStreamTest::message).toList());
        assertThat(logs.requests.stream()
                        .map(PodLogSource.Request::since)
                        .toList()
                        .get(1))
                .contains(START.plusMillis(9));
    }

    @Test
    void shareOneUpstreamStream() throws Exception {
        int followers = 200;
        GrowingLog container = running("popular");
        print(container, 0, 5);
        List<LogFollower> all = new ArrayList<>();
        for (int i = 0; i < followers; i++) {
            all.add(follow("popular", Integer.MAX_VALUE));
        }
        await().untilAsserted(() ->
                assertThat(all).allMatch(follower -> follower.lines().size() == 5));

        print(container, 5, 1000);
        ended("popular");
        container.end();

        await().untilAsserted(() -> assertThat(all).allMatch(follower -> follower.end() != null));
        List<String> expected =
                IntStream.range(0, 1000).mapToObj(LogStreamTest::message).toList();
        assertThat(all)
                .allMatch(follower -> follower.end().isOk() && follower.lines().equals(expected));
        assertThat(logs.requests).hasSize(1);
    }

    @Test
    void lateAndSlowReadersMissNothing() throws Exception {
        int lines = 30_000;
        byte[] all = lines(0, lines).getBytes(UTF_8);
        running("long", () -> new ByteArrayInputStream(all));
        LogFollower first = follow("long", Integer.MAX_VALUE);
        LogFollower slow = follow("long", 3);
        await().atMost(Duration.ofSeconds(30)).until(() -> first.lines().size() == lines);

        LogFollower late = follow("long", Integer.MAX_VALUE);
        slow.request(Integer.MAX_VALUE);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> slow.lines().size() == lines && late.lines().size() == lines);
        ended("long");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> first.end() != null && slow.end() != null && late.end() != null);
        List<String> expected =
                IntStream.range(0, lines).mapToObj(LogStreamTest::message).toList();
        assertThat(List.of(first.lines(), slow.lines(), late.lines())).allMatch(expected::equals);
    }

    @Test
    @Timeout(120)
    void endsAStalledReaderAlone() throws Exception {
        int lines = 24_000;
        String end = "x".repeat(1000);
        GrowingLog container = running("mixed");
        try (Socket stalled = ConnectCall.open(port, request("mixed").build())) {
            stalled.setSoTimeout(20_000);
            LogFollower other = follow("mixed", Integer.MAX_VALUE);
            await().until(() -> openStreams() == 2);
            for (int line = 0; line < lines; line++) {
                container.print((START.plusMillis(line) + " " + line + end + "\n").getBytes(UTF_8));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> other.lines().size() == lines);
            await().atMost(Duration.ofSeconds(20)).until(() -> openStreams() == 1);

            String rest = new String(stalled.getInputStream().readAllBytes(), UTF_8);
            assertThat(rest).contains("resource_exhausted", "stall-timeout").doesNotContain((lines - 1) + end);
            assertThat(other.end()).isNull();
            ended("mixed");
            container.end();
            await().until(() -> other.end() != null);
            assertThat(other.end().isOk()).isTrue();
            assertThat(other.lines())
                    .isEqualTo(IntStream.range(0, lines)
                            .mapToObj(line -> line + end + "\n")
                            .toList());
        }
    }

    /** Until nothing is read from the containers any more: every client has as much as its connection holds. */
    private static void awaitBuffersFull() {
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> before.getAndSet(READ.get()) == READ.get());
    }

    private int openStreams() {
        return (int) meters.get("flyte.dataproxy.log.streams").gauge().value();
    }

    @Test
    @Timeout(60)
    void unreadStreamsLeaveOtherCallsAlone() throws IOException {
        List<Socket> unread = new ArrayList<>();
        running("other", () -> bytes(lines(0, 3)));
        ended("other");
        assertThat(linesOf(proxy.tailLogs(request("other").build()))).hasSize(3);
        try {
            for (int i = 0; i < MAX_STREAMS; i++) {
                String action = "unread" + i;
                running(action, () -> new FilledStream(Long.MAX_VALUE, READ::addAndGet));
                unread.add(ConnectCall.open(port, request(action).build()));
            }
            awaitBuffersFull();

            for (int i = 0; i < 20; i++) {
                long began = System.nanoTime();
                assertThat(linesOf(proxy.tailLogs(request("other").build()))).hasSize(3);
                assertThat(System.nanoTime() - began).isLessThan(1_000_000_000L);
            }
        } finally {
            for (Socket socket : unread) {
                socket.close();
            }
        }
    }

    @Test
    void sendsOutputWithoutANewlineInPieces() {
        long size = 100L * 1024 * 1024;
        running("endless", () -> new FilledStream(size));
        ended("endless");
        long received = 0;
        int longest = 0;

        for (Iterator<TailLogsResponse> stream =
                        proxy.tailLogs(request("endless").build());
                stream.hasNext(); ) {
            for (LogLine line : stream.next().getLogs(0).getLinesList()) {
                received += line.getMessage().length();
                longest = Math.max(longest, line.getMessage().length());
            }
        }

        assertThat(received).isEqualTo(size);
        assertThat(longest).isLessThanOrEqualTo(64 * 1024);
    }

    @Test
    void beginsWithThePreviousInstanceOfARestartedContainer() {
        running("restarted", () -> bytes(lines(5, 8)));
        pods.pods.put(
                "pod-restarted",
                new LivePod(StubPods.labelsOf("restarted"), true, Map.of("primary", new ContainerStatus(true, 1))));
        logs.previous.put("pod-restarted", () -> bytes(lines(0, 5)));

        assertThat(linesOf(proxy.tailLogs(request("restarted").build())))
                .isEqualTo(
                        IntStream.range(0, 8).mapToObj(LogStreamTest::message).toList());
    }

    @Test
    void givesAllContainersOfAllPodsWithTheirNames() {
        running("crew", () -> bytes(lines(0, 1)));
        ended("crew");
        ContainerContext.Builder sidecar = ContainerContext.newBuilder().setContainerName("sidecar");
        sidecar.getProcessBuilder().setContainerStartTime(ProtoTime.of(START));
        LogContext.Builder context = runs.logContexts.get("crew").toBuilder();
        context.getPodsBuilder(0)
                .addContainers(sidecar)
                .addInitContainers(sidecar.clone().setContainerName("setup"));
        runs.logContexts.put("crew", context.build());

        List<String> containers = new ArrayList<>();
        proxy.tailLogs(request("crew").setAllPods(true).build())
                .forEachRemaining(answer -> answer.getLogsList()
                        .forEach(part -> containers.add(part.getContainer().getKubernetesContainerName())));

        assertThat(containers).containsExactlyInAnyOrder("primary", "sidecar", "setup");
    }

    @Test
    void refusesPodsOfOthers() {
        running("thief", () -> bytes(lines(0, 1)));
        pods.pods.put("pod-thief", new LivePod(StubPods.labelsOf("victim"), true, Map.of()));
        assertFails(
                Status.Code.NOT_FOUND,
                "is not a pod of action",
                () -> linesOf(proxy.tailLogs(request("thief").build())));

        LogContext.Builder elsewhere = runs.logContexts.get("thief").toBuilder();
        elsewhere.getPodsBuilder(0).setNamespace("kube-system");
        runs.logContexts.put("thief", elsewhere.build());
        assertFails(
                Status.Code.FAILED_PRECONDITION,
                "flyte.dataproxy.logs.namespaces",
                () -> linesOf(proxy.tailLogs(request("thief").build())));
        assertThat(logs.requests).isEmpty();
    }

    @Test
    void readsNoArchiveOutsideTheFolderOfTheAttempt() throws IOException {
        gone("reader", folderOf("victim"));
        archive("victim", lines(0, 3));

        assertFails(
                Status.Code.NOT_FOUND,
                "not found",
                () -> linesOf(proxy.tailLogs(request("reader").build())));
    }

    @Test
    void findsTheArchiveOfAPodThatReplacedALostOne() throws IOException {
        gone("replaced", folderOf("replaced") + "-1");
        archive("replaced", lines(0, 3));

        assertThat(linesOf(proxy.tailLogs(request("replaced").build()))).hasSize(3);
    }

    @Test
    void saysThatLogsOfConnectorsAreNotBuilt() {
        assertFails(
                Status.Code.UNIMPLEMENTED,
                "connector_endpoint",
                () -> linesOf(proxy.tailLogs(
                        request("x").setConnectorEndpoint("dns:///c").build())));
    }

    private static String message(int line) {
        return "line %06d\n".formatted(line);
    }

    private static String lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int line = from; line < to; line++) {
            text.append(START.plusMillis(line)).append(' ').append(message(line));
        }
        return text.toString();
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static void print(GrowingLog container, int from, int to) {
        for (int line = from; line < to; line++) {
            container.print((START.plusMillis(line) + " " + message(line)).getBytes(UTF_8));
        }
    }

    private GrowingLog running(String action) {
        GrowingLog container = new GrowingLog();
        running(action, InputStream::nullInputStream);
        logs.growing.put("pod-" + action, container);
        return container;
    }

    private void running(String action, Supplier<InputStream> output) {
        gone(action, folderOf(action));
        logs.outputs.put("pod-" + action, output);
        pods.pods.put(
                "pod-" + action,
                new LivePod(StubPods.labelsOf(action), false, Map.of("primary", new ContainerStatus(false, 0))));
    }

    private void ended(String action) {
        pods.pods.put("pod-" + action, new LivePod(StubPods.labelsOf(action), true, Map.of()));
    }

    private void delete(String action) {
        logs.outputs.remove("pod-" + action);
        logs.growing.remove("pod-" + action);
        pods.pods.remove("pod-" + action);
    }

    /** The events of an action whose pod is not there any more. */
    private void gone(String action, String folder) {
        ContainerContext.Builder container = ContainerContext.newBuilder().setContainerName("primary");
        container.getProcessBuilder().setContainerStartTime(ProtoTime.of(START));
        runs.logContexts.put(
                action,
                LogContext.newBuilder()
                        .setPrimaryPodName("pod-" + action)
                        .addPods(PodLogContext.newBuilder()
                                .setNamespace("flyte")
                                .setPodName("pod-" + action)
                                .setPrimaryContainerName("primary")
                                .addContainers(container))
                        .build());
        runs.actions.put(
                action,
                ActionDetails.newBuilder()
                        .addAttempts(ActionAttempt.newBuilder()
                                .setAttempt(1)
                                .setOutputs(OutputReferences.newBuilder().setOutputUri(folder + "/outputs.pb")))
                        .build());
    }

    private String folderOf(String action) {
        return store.base() + "/" + Given.PROJECT + "/development/r1/" + action + "/1";
    }

    private void archive(String action, String log) throws IOException {
        String file = new AttemptLayout(folderOf(action)).logFile("pod-" + action, "primary");
        new LogArchive(store, clock).store(file, bytes(log), ArchiveLimits.keeping(1L << 30));
    }

    private static TailLogsRequest.Builder request(String action) {
        return TailLogsRequest.newBuilder().setActionId(Given.action(action)).setAttempt(1);
    }

    private static List<String> linesOf(Iterator<TailLogsResponse> stream) {
        List<String> lines = new ArrayList<>();
        stream.forEachRemaining(answer -> answer.getLogsList()
                .forEach(part -> part.getLinesList().forEach(line -> lines.add(line.getMessage()))));
        return lines;
    }

    /** A client that takes that many responses at first. */
    private LogFollower follow(String action, int responses) {
        LogFollower follower = new LogFollower(responses);
        DataProxyServiceGrpc.newStub(channel).tailLogs(request(action).build(), follower);
        return follower;
    }
}
