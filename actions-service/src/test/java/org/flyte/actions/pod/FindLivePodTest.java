package org.flyte.actions.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.actions.pod.FindLivePod.Found;
import org.flyte.idl.internal.RunCreator;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;

class FindLivePodTest {
    private static final ActionKey ACTION = new ActionKey("p", "d", "r1", "a1");
    private static final PodReference POD = new PodReference("flyte", "r1-a1-2", "u1");
    private static final RunCreator ADA =
            RunCreator.newBuilder().setSubject("ada").build();

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-28T10:00:00Z"));
    private Optional<PodIdentity> live = Optional.of(new PodIdentity(ACTION, 2, new Caller.Anonymous()));
    private Uni<Optional<RunCreator>> creator = Uni.createFrom().item(Optional.of(ADA));
    private int asked;
    private final FindLivePod findLivePod = new FindLivePod(
            pod -> Uni.createFrom().item(live),
            run -> {
                asked++;
                assertThat(run).isEqualTo(ACTION.run());
                return creator;
            },
            clock);

    @Test
    void asksOnceInTenMinutesWhoMadeARun() {
        assertThat(find()).contains(new Found(ACTION, 2, Optional.of(ADA)));
        clock.advance(Duration.ofMinutes(9));
        assertThat(find()).contains(new Found(ACTION, 2, Optional.of(ADA)));
        assertThat(asked).isEqualTo(1);

        clock.advance(Duration.ofMinutes(1));
        assertThat(find()).isPresent();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void remembersThatNobodyInParticularMadeARun() {
        creator = Uni.createFrom().item(Optional.empty());

        assertThat(find()).contains(new Found(ACTION, 2, Optional.empty()));
        assertThat(find()).isPresent();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void asksNothingAboutAPodThatHasEnded() {
        live = Optional.empty();

        assertThat(find()).isEmpty();
        assertThat(asked).isZero();
    }

    @Test
    void answersNothingWhileTheCreatorIsNotKnown() {
        creator = Uni.createFrom().failure(new Unavailable(null, "runs-service unavailable"));
        assertThatThrownBy(this::find).isInstanceOf(Unavailable.class);

        creator = Uni.createFrom().item(Optional.of(ADA));
        assertThat(find()).contains(new Found(ACTION, 2, Optional.of(ADA)));
    }

    private Optional<Found> find() {
        return findLivePod.execute(POD).await().atMost(Duration.ofSeconds(10));
    }
}
