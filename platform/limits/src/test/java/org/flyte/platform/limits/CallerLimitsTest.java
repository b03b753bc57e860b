package org.flyte.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodReference;
import org.junit.jupiter.api.Test;

class CallerLimitsTest {
    private static final Caller ALICE = new Caller.User("https://issuer", "1", "alice", Set.of(), false);
    private static final Caller BOB = new Caller.User("https://issuer", "2", "bob", Set.of(), false);
    private static final Caller POD =
            new Caller.Pod(new PodReference("flyte", "r1-a0-0", "uid-1"), "default", Optional.empty());

    private final AtomicLong now = new AtomicLong();
    private final CallerLimits limits = new CallerLimits(
            TestLimits.limits(Map.of(
                    "flyte.limits.user.calls-per-second", "10",
                    "flyte.limits.user.calls-burst", "3",
                    "flyte.limits.user.streams", "2",
                    "flyte.limits.user.runs-burst", "2",
                    "flyte.limits.user.bytes-per-second", "1K",
                    "flyte.limits.user.bytes-burst", "4K",
                    "flyte.limits.project-runs-burst", "3")),
            now::get);

    @Test
    void countsCallsOfEachCallerAlone() {
        for (int i = 0; i < 3; i++) {
            assertThat(call(ALICE)).isEmpty();
        }
        assertThat(call(ALICE)).isPresent();
        assertThat(call(BOB)).isEmpty();
        assertThat(call(POD)).isEmpty();

        now.addAndGet(Duration.ofMillis(150).toNanos());
        assertThat(call(ALICE)).isEmpty();
    }

    @Test
    void saysWhenToTryAgain() {
        for (int i = 0; i < 3; i++) {
            assertThat(call(ALICE)).isEmpty();
        }

        StatusRuntimeException status = call(ALICE).orElseThrow().toStatus();

        assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getStatus().getDescription())
                .contains("flyte.limits.user.calls-per-second", "try again in 101 ms")
                .doesNotContain("unauth");
        assertThat(StatusProto.fromThrowable(status).getDetailsList())
                .singleElement()
                .satisfies(detail -> assertThat(
                                detail.unpack(RetryInfo.class).getRetryDelay().getNanos())
                        .isEqualTo(101_000_000));
    }

    @Test
    void countsOpenStreams() {
        assertThat(open(ALICE)).isEmpty();
        assertThat(open(ALICE)).isEmpty();
        assertThat(open(ALICE)).isPresent();
        assertThat(open(BOB)).isEmpty();

        limits.close(key(ALICE));
        assertThat(open(ALICE)).isEmpty();
        limits.close(key(ALICE));
        limits.close(key(ALICE));
        limits.close(key(ALICE));
        assertThat(open(ALICE)).isEmpty();
        assertThat(open(ALICE)).isEmpty();
        assertThat(open(ALICE)).isPresent();
    }

    @Test
    void countsRunsOfCallersAndProjects() {
        assertThat(run(ALICE, "p")).isEmpty();
        assertThat(run(ALICE, "p")).isEmpty();
        assertThat(run(ALICE, "p")).get().asString().contains("flyte.limits.user.runs-per-second");
        assertThat(run(BOB, "p")).isEmpty();
        assertThat(run(POD, "p")).get().asString().contains("runs of project p");
        assertThat(run(POD, "q")).isEmpty();
        assertThat(run(BOB, "")).isEmpty();
    }

    @Test
    void countsBytes() {
        assertThat(limits.message(ALICE, key(ALICE), 4_000)).isEmpty();
        assertThat(limits.message(ALICE, key(ALICE), 1_000)).isPresent();
        assertThat(limits.message(POD, key(POD), 1_000_000)).isEmpty();
    }

    @Test
    void doesNotLimitServicesAndTheAnonymous() {
        assertThat(limits.keyOf(new Caller.Service("runs-service", Optional.of(ALICE))))
                .isEmpty();
        assertThat(limits.keyOf(new Caller.Anonymous())).isEmpty();
    }

    private Optional<Refusal> call(Caller caller) {
        return limits.call(caller, key(caller));
    }

    private Optional<Refusal> open(Caller caller) {
        return limits.open(caller, key(caller));
    }

    private Optional<Refusal> run(Caller caller, String project) {
        return limits.run(caller, key(caller), project);
    }

    private String key(Caller caller) {
        return limits.keyOf(caller).orElseThrow();
    }
}
