package org.flyte.platform.identity.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.flyte.idl.internal.FindLivePodResponse;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;

class RemotePodsTest {
    private static final PodReference POD = new PodReference("flyte", "r1-a1-2", "u1");
    private static final ActionKey ACTION = new ActionKey("p", "d", "r1", "a1");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-28T10:00:00Z"));
    private int asked;
    private Uni<FindLivePodResponse> answer = Uni.createFrom()
            .item(FindLivePodResponse.newBuilder()
                    .setAction(ACTION.toProto())
                    .setAttempt(2)
                    .build());
    private final RemotePods pods = new RemotePods(
            request -> {
                asked++;
                assertThat(request.getUid()).isEqualTo("u1");
                return answer;
            },
            clock);

    @Test
    void asksOnceInSomeSeconds() {
        assertThat(find().orElseThrow().action()).isEqualTo(ACTION);
        assertThat(find().orElseThrow().attempt()).isEqualTo(2);
        assertThat(asked).isEqualTo(1);

        clock.advance(Duration.ofSeconds(5));
        answer = Uni.createFrom().item(FindLivePodResponse.getDefaultInstance());
        assertThat(find()).isEmpty();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void namesWhoMadeTheRun() {
        Caller.User creator = new Caller.User("https://id", "u1", "Ada", Set.of("ml", "ops"), false);
        answer = Uni.createFrom()
                .item(FindLivePodResponse.newBuilder()
                        .setAction(ACTION.toProto())
                        .setCreator(RunCreators.of(creator).orElseThrow())
                        .build());

        PodIdentity identity = find().orElseThrow();

        assertThat(identity.creator()).isEqualTo(creator);
        Caller.Pod pod = new Caller.Pod(POD, "default", Optional.of(identity));
        assertThat(RunCreators.of(pod)).isEqualTo(RunCreators.of(creator));
        assertThat(RunCreators.of(new Caller.Service("runs-service", Optional.empty())))
                .isEmpty();
    }

    @Test
    void isUnavailableWhenNobodyAnswers() {
        answer = Uni.createFrom().failure(Status.UNAVAILABLE.asRuntimeException());

        assertThatThrownBy(this::find).isInstanceOf(Unavailable.class);
    }

    private Optional<PodIdentity> find() {
        return pods.find(POD).await().atMost(Duration.ofSeconds(10));
    }
}
