package org.flyte.executor.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.flyte.crd.TaskAction;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;

class OwnWritesTest {
    private final MutableClock clock = new MutableClock(Statuses.CREATED);
    private final OwnWrites ownWrites = new OwnWrites(clock);

    @Test
    void showsTheWrittenVersionWhileTheCacheLags() {
        TaskAction cached = version("uid", 7);
        TaskAction written = version("uid", 9);
        ownWrites.remember(written);

        assertThat(ownWrites.latest(cached)).isSameAs(written);
    }

    @Test
    void comparesVersionsAsNumbers() {
        TaskAction written = version("uid", 10);
        ownWrites.remember(written);

        assertThat(ownWrites.latest(version("uid", 9))).isSameAs(written);
    }

    @Test
    void showsTheCachedVersionOnceTheCacheHasCaughtUp() {
        ownWrites.remember(version("uid", 9));
        TaskAction caughtUp = version("uid", 9);
        TaskAction older = version("uid", 8);

        assertThat(ownWrites.latest(caughtUp)).isSameAs(caughtUp);
        assertThat(ownWrites.latest(older)).as("forgotten").isSameAs(older);
    }

    @Test
    void showsTheNewestOfSeveralWrites() {
        TaskAction newest = version("uid", 9);
        ownWrites.remember(version("uid", 8));
        ownWrites.remember(newest);

        assertThat(ownWrites.latest(version("uid", 7))).isSameAs(newest);
    }

    @Test
    void forgetsAWriteSoonAfterTheCacheHasIt() {
        TaskAction written = version("uid", 9);
        TaskAction older = version("uid", 7);
        ownWrites.remember(written);
        ownWrites.caughtUp(version("uid", 8));
        clock.advance(Duration.ofSeconds(31));
        ownWrites.caughtUp(version("uid", 9));
        clock.advance(Duration.ofSeconds(1));
        assertThat(ownWrites.latest(older)).as("a reconcile began before").isSameAs(written);

        clock.advance(Duration.ofSeconds(30));
        assertThat(ownWrites.latest(older)).isSameAs(older);
    }

    @Test
    void keepsActionsOfTheSameNameApart() {
        ownWrites.remember(version("earlier", 9));
        TaskAction later = version("later", 1);

        assertThat(ownWrites.latest(later)).isSameAs(later);
    }

    @Test
    void forgetsADeletedAction() {
        ownWrites.remember(version("uid", 9));
        ownWrites.forget("uid");
        TaskAction cached = version("uid", 7);

        assertThat(ownWrites.latest(cached)).isSameAs(cached);
    }

    @Test
    void forgetsOldWritesButNotANewerOneOfTheSameAction() {
        TaskAction cached = version("idle", 7);
        TaskAction busy = version("busy", 9);
        ownWrites.remember(version("idle", 8));
        ownWrites.remember(version("busy", 8));
        clock.advance(Duration.ofMinutes(4));
        ownWrites.remember(busy);
        clock.advance(Duration.ofMinutes(2));
        ownWrites.remember(version("other", 1));

        assertThat(ownWrites.latest(cached)).isSameAs(cached);
        assertThat(ownWrites.latest(version("busy", 7))).isSameAs(busy);
    }

    private static TaskAction version(String uid, long version) {
        TaskAction action = new TaskAction();
        action.getMetadata().setUid(uid);
        action.getMetadata().setResourceVersion(Long.toString(version));
        return action;
    }
}
