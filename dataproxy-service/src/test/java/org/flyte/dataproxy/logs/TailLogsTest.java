package org.flyte.dataproxy.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.flyte.dataproxy.logs.pod.LivePod;
import org.flyte.dataproxy.support.ConnectCall;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.FolderStore;
import org.flyte.dataproxy.support.Given;
import org.flyte.dataproxy.support.OwnRuns;
import org.flyte.dataproxy.support.StubPodLogSource;
import org.flyte.dataproxy.support.StubPods;
import org.flyte.idl.core.ContainerContext;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.dataproxy.TailLogsRequest;
import org.flyte.idl.dataproxy.TailLogsResponse;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.podlogs.PodLogSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(OwnRuns.class)
@WithTestResource(FolderStore.class)
class TailLogsTest extends DataProxyTestBase {
    private static final String T1 = "2026-11-24T12:00:00.000000001Z";

    @Inject
    StubPodLogSource pods;

    @Inject
    StubPods stubPods;

    @BeforeEach
    void clearRequests() {
        pods.requests.clear();
    }

    @Test
    void streamsLinesWithTimesUntilTheContainerEnds() {
        given("done", "pod-done", T1 + " hello\n" + T1 + " world\r\n" + "no time here\n");

        List<LogLine> lines = linesOf(proxy.tailLogs(request("done").build()));

        assertThat(lines).extracting(LogLine::getMessage).containsExactly("hello\n", "world\n", "no time here\n");
        assertThat(ProtoTime.toInstant(lines.getFirst().getTimestamp())).isEqualTo(Instant.parse(T1));
        assertThat(lines.getLast().hasTimestamp()).isFalse();
    }

    @Test
    void streamsALineWhileTheContainerRuns() throws Exception {
        PipedOutputStream container = new PipedOutputStream();
        InputStream output = new PipedInputStream(container, 100_000);
        runs.logContexts.put("live", contextOf("pod-live"));
        pods.outputs.put("pod-live", () -> output);
        Iterator<TailLogsResponse> stream = proxy.tailLogs(request("live").build());

        container.write((T1 + " first\n").getBytes(UTF_8));
        container.flush();
        assertThat(stream.next().getLogs(0).getLines(0).getMessage()).isEqualTo("first\n");

        container.write((T1 + " last").getBytes(UTF_8));
        container.close();
        assertThat(linesOf(stream)).extracting(LogLine::getMessage).containsExactly("last");
    }

    @Test
    void sendsAtMostAHundredLinesInAResponse() {
        given("chatty", "pod-chatty", (T1 + " x\n").repeat(1000));

        Iterator<TailLogsResponse> stream = proxy.tailLogs(request("chatty").build());

        List<Integer> sizes = new ArrayList<>();
        stream.forEachRemaining(answer -> sizes.add(answer.getLogs(0).getLinesCount()));
        assertThat(sizes).allMatch(size -> size <= 100);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1000);
    }

    @Test
    void requestsTheNewestLinesUnlessTheStartTimeIsKnown() throws Exception {
        given("fresh", "pod-fresh", "");
        linesOf(proxy.tailLogs(request("fresh").build()));
        assertThat(pods.requests.take().tailLines()).hasValue(1000);

        Instant start = Instant.parse("2026-11-24T11:00:00Z");
        ContainerContext.Builder container = ContainerContext.newBuilder().setContainerName("primary");
        container.getProcessBuilder().setContainerStartTime(ProtoTime.of(start));
        runs.logContexts.put("fresh", contextOf("pod-fresh", container));
        linesOf(proxy.tailLogs(request("fresh").build()));

        PodLogSource.Request second = pods.requests.take();
        assertThat(second.tailLines()).isEmpty();
        assertThat(second.since()).contains(start);
        assertThat(second.follow()).isTrue();
        assertThat(second.namespace()).isEqualTo("flyte");
    }

    @Test
    void streamsAllPodsWithTheirNames() {
        given("pair", "pod-1", T1 + " one\n");
        given("pair", "pod-2", T1 + " two\n");
        runs.logContexts.put(
                "pair",
                contextOf("pod-1").toBuilder()
                        .addPods(contextOf("pod-2").getPods(0))
                        .build());

        List<LogLine> lines =
                linesOf(proxy.tailLogs(request("pair").setAllPods(true).build()));

        assertThat(lines)
                .extracting(line -> line.getShortPodName() + " " + line.getMessage())
                .containsExactlyInAnyOrder("pod-1 one\n", "pod-2 two\n");
        assertThat(linesOf(proxy.tailLogs(request("pair").setPodName("pod-2").build())))
                .extracting(LogLine::getMessage)
                .containsExactly("two\n");
    }

    @Test
    void sendsOfASharedPodTheLinesOfTheAttemptOnly() throws Exception {
        PipedOutputStream container = new PipedOutputStream();
        InputStream output = new PipedInputStream(container, 100_000);
        runs.logContexts.put("warm", contextOf("pool-1"));
        pods.outputs.put("pool-1", () -> output);
        stubPods.pods.put(
                "pool-1",
                new LivePod(
                        Map.of("project", Given.PROJECT, "domain", "development", "flyte.org/pool", "pool"),
                        false,
                        Map.of()));
        Iterator<TailLogsResponse> stream = proxy.tailLogs(request("warm").build());

        container.write((T1 + " @r1/warm/1 mine\n" + T1 + " @r1/other/1 foreign\n").getBytes(UTF_8));
        container.flush();
        assertThat(stream.next().getLogs(0).getLines(0).getMessage()).isEqualTo("mine\n");
        container.write((T1 + " =r1/warm/1\n" + T1 + " @r1/warm/1 of another try\n").getBytes(UTF_8));
        container.flush();

        assertThat(linesOf(stream)).as("it ends although the pod goes on").isEmpty();
        container.close();
    }

    @Test
    void refusesASharedPodOfAnotherProject() {
        given("strange", "pool-2", T1 + " @r1/strange/1 x\n");
        stubPods.pods.put(
                "pool-2",
                new LivePod(
                        Map.of("project", "another", "domain", "development", "flyte.org/pool", "pool"),
                        true,
                        Map.of()));

        assertFails(Status.Code.NOT_FOUND, request("strange"));
    }

    @Test
    void failsWithNotFoundForPodsThatDoNotExistYet() {
        runs.logContexts.put("gone", contextOf("pod-gone"));
        runs.logContexts.put("unknown", LogContext.getDefaultInstance());

        assertFails(Status.Code.NOT_FOUND, request("gone"));
        assertFails(Status.Code.NOT_FOUND, request("unknown"));
        assertFails(Status.Code.NOT_FOUND, request("no-such-action"));
    }

    @Test
    void namesTheFieldOfABadRequest() {
        assertFails(Status.Code.INVALID_ARGUMENT, request("x").setAttempt(0));
        assertFails(Status.Code.INVALID_ARGUMENT, request("x").clearActionId());
    }

    @Test
    void failsWithUnavailableWhenTheSourceBreaks() {
        runs.logContexts.put("cut", contextOf("pod-cut"));
        pods.outputs.put("pod-cut", () -> new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        });

        assertFails(Status.Code.UNAVAILABLE, request("cut"));
    }

    @Test
    void stopsReadingWhenTheClientCancels() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        PipedOutputStream container = new PipedOutputStream();
        InputStream output = new PipedInputStream(container) {
            @Override
            public void close() throws IOException {
                closed.set(true);
                super.close();
            }
        };
        runs.logContexts.put("left", contextOf("pod-left"));
        pods.outputs.put("pod-left", () -> output);
        container.write((T1 + " hello\n").getBytes(UTF_8));

        Context.CancellableContext client = Context.current().withCancellation();
        client.run(() -> proxy.tailLogs(request("left").build()).next());
        client.cancel(null);

        await().untilTrue(closed);
    }

    @Test
    void pausesReadingWhenTheClientDoesNotRead() throws Exception {
        AtomicLong read = new AtomicLong();
        byte[] line = (T1 + " " + "x".repeat(1000) + "\n").getBytes(UTF_8);
        InputStream endless = new InputStream() {
            private int position;

            @Override
            public int read() {
                read.incrementAndGet();
                position = position % line.length;
                return line[position++];
            }
        };
        runs.logContexts.put("flood", contextOf("pod-flood"));
        pods.outputs.put("pod-flood", () -> endless);

        try (Socket client = ConnectCall.open(port, request("flood").build())) {
            assertThat(client.getInputStream().read()).isPositive();

            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(300)).until(() -> before.getAndSet(read.get()) == read.get());
            assertThat(read.get()).isLessThan(20_000_000);
        }
    }

    private void given(String action, String pod, String output) {
        runs.logContexts.put(action, contextOf(pod));
        pods.outputs.put(pod, () -> new ByteArrayInputStream(output.getBytes(UTF_8)));
    }

    private static LogContext contextOf(String pod) {
        return contextOf(pod, ContainerContext.newBuilder().setContainerName("primary"));
    }

    private static LogContext contextOf(String pod, ContainerContext.Builder container) {
        return LogContext.newBuilder()
                .setPrimaryPodName(pod)
                .addPods(PodLogContext.newBuilder()
                        .setNamespace("flyte")
                        .setPodName(pod)
                        .setPrimaryContainerName("primary")
                        .addContainers(container))
                .build();
    }

    private static TailLogsRequest.Builder request(String action) {
        return TailLogsRequest.newBuilder().setActionId(Given.action(action)).setAttempt(1);
    }

    private static List<LogLine> linesOf(Iterator<TailLogsResponse> stream) {
        List<LogLine> lines = new ArrayList<>();
        stream.forEachRemaining(answer -> answer.getLogsList().forEach(logs -> lines.addAll(logs.getLinesList())));
        return lines;
    }

    private void assertFails(Status.Code code, TailLogsRequest.Builder request) {
        assertFails(code, "", () -> linesOf(proxy.tailLogs(request.build())));
    }
}
