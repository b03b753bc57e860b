package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.audit.AuditEvent.Decision;
import org.flyte.platform.audit.AuditEvent.Principal;
import org.flyte.platform.audit.AuditEvent.Resource;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.connect.EndedCall;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.identity.AccessDecision;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodReference;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
    private static final Instant NOW = Instant.parse("2026-11-28T01:02:03Z");
    private static final Caller ALICE = new Caller.User("https://issuer", "7", "alice", Set.of(), false);
    private static final String SECRET = "eyJhbGciOiJSUzI1NiJ9.planted";

    private final AuditQueue queue = new AuditQueue(10);

    @Test
    void recordsWhoDidWhatToWhat() throws Exception {
        RpcCall call = call();
        call.note(Caller.class, new Caller.Service("dataproxy-service", Optional.of(ALICE)));
        call.note(AccessDecision.class, new AccessDecision(true, "runner", "run", "p", "d", "r1"));

        trail(true).ended(ended("flyteidl2.workflow.RunService/AbortRun", Status.OK, call));

        AuditEvent event = queue.take(Duration.ZERO).getFirst();
        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.service()).isEqualTo("flyteidl2.workflow.RunService");
        assertThat(event.method()).isEqualTo("AbortRun");
        assertThat(event.verb()).isEqualTo(Verb.CONTROL);
        assertThat(event.decision()).isEqualTo(Decision.ALLOWED);
        assertThat(event.rule()).isEqualTo("runner");
        assertThat(event.code()).isEqualTo("ok");
        assertThat(event.principal()).isEqualTo(new Principal("service", "", "dataproxy-service", "dataproxy-service"));
        assertThat(event.onBehalfOf()).contains(new Principal("user", "https://issuer", "7", "alice"));
        assertThat(event.resource()).isEqualTo(new Resource("run", "p", "d", "r1"));
        assertThat(event.requestId()).isEqualTo("request-1");
        assertThat(event.sourceIp()).isEqualTo("10.1.2.3");
        assertThat(event.userAgent()).hasSize(200);
        assertThat(event.toString()).doesNotContain(SECRET);
    }

    @Test
    void recordsARefusedReadOfNobody() throws Exception {
        trail(true).ended(ended("flyteidl2.workflow.RunService/ListRuns", Status.UNAUTHENTICATED, call()));

        AuditEvent event = queue.take(Duration.ZERO).getFirst();
        assertThat(event.decision()).isEqualTo(Decision.DENIED);
        assertThat(event.code()).isEqualTo("unauthenticated");
        assertThat(event.principal()).isEqualTo(Principal.ANONYMOUS);
        assertThat(event.resource()).isEqualTo(Resource.NONE);
    }

    @Test
    void recordsWhatAccessRefusedUnderAnotherCode() throws Exception {
        RpcCall call = call();
        call.note(AccessDecision.class, new AccessDecision(false, "viewer", "run", "p", "d", "r1"));

        trail(true).ended(ended("flyteidl2.workflow.RunService/GetRunDetails", Status.NOT_FOUND, call));

        assertThat(queue.take(Duration.ZERO))
                .singleElement()
                .extracting(AuditEvent::decision)
                .isEqualTo(Decision.DENIED);
    }

    @Test
    void recordsNothingElse() throws Exception {
        AuditTrail trail = trail(true);
        trail.ended(ended("flyteidl2.workflow.RunService/ListRuns", Status.OK, call()));
        trail(false).ended(ended("flyteidl2.workflow.RunService/AbortRun", Status.OK, call()));

        assertThat(queue.take(Duration.ZERO)).isEmpty();
    }

    @Test
    void namesEveryKindOfCaller() {
        assertThat(AuditTrail.principal(new Caller.User("i", "7", "ci", Set.of(), true))
                        .kind())
                .isEqualTo("client");
        assertThat(AuditTrail.principal(
                        new Caller.Pod(new PodReference("flyte", "r1-a0-0", "uid-1"), "default", Optional.empty())))
                .isEqualTo(new Principal("pod", "", "uid-1", "flyte/r1-a0-0"));
    }

    private AuditTrail trail(boolean enabled) {
        return new AuditTrail(new TestConfig(enabled, false, 10), queue, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static RpcCall call() {
        Metadata headers = new Metadata();
        Map.of("x-request-id", "request-1", "user-agent", "a".repeat(500), "authorization", "Bearer " + SECRET)
                .forEach((name, value) -> headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return new RpcCall(new CallHeaders(headers, "http"), Map.<String, List<String>>of(), null);
    }

    private static EndedCall ended(String method, Status status, RpcCall call) throws UnknownHostException {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(new AuditGateTest.Bytes())
                .setResponseMarshaller(new AuditGateTest.Bytes())
                .build();
        InetAddress peer = InetAddress.getByAddress(new byte[] {10, 1, 2, 3});
        Attributes attributes = Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, new InetSocketAddress(peer, 4711))
                .build();
        return new EndedCall(descriptor, "grpc", status, Duration.ofMillis(3), call, attributes);
    }
}
