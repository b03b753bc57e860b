package org.flyte.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.flyte.actions.id.ActionKey;
import org.flyte.actions.id.RunKey;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.junit.jupiter.api.Test;

class ActionIndexTest {
    private static final ActionKey ROOT = new ActionKey(new RunKey("p", "d", "r"), "a0");

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final ActionIndex index = new ActionIndex(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    });

    @Test
    void ourOwnCreationIsKnownAtOnceAndForgottenWhenItNeverShows() {
        index.remember(action("a0", "", null));
        assertThat(index.find(ROOT)).isPresent();

        now = now.plus(Duration.ofMinutes(3));
        index.forgetUnseen();

        assertThat(index.find(ROOT)).isEmpty();
    }

    @Test
    void whatTheInformerShowsWinsAndStays() {
        index.see(action("a0", "", "RUNNING"));
        index.remember(action("a0", "", null));

        now = now.plus(Duration.ofMinutes(3));
        index.forgetUnseen();

        assertThat(index.find(ROOT).orElseThrow().phase().name()).isEqualTo("ACTION_PHASE_RUNNING");
    }

    @Test
    void descendantsAreFoundAlsoBelowAParentThatIsGone() {
        List.of(action("c1", "a0", null), action("g1", "c1", null), action("x", "other", null))
                .forEach(index::see);

        assertThat(index.withDescendants(ROOT))
                .extracting(found -> found.key().name())
                .containsExactly("c1", "g1");
    }

    @Test
    void aNewObjectOfTheSameNameSurvivesTheEndOfTheOldOne() {
        TrackedAction old = action("a0", "", null);
        TrackedAction anew =
                TaskActionReader.read(object("a0", "", null, "other-uid")).orElseThrow();
        index.see(anew);

        index.remove(old);

        assertThat(index.find(ROOT)).isPresent();
    }

    @Test
    void platformKeysAreNotInherited() {
        TaskAction object = object("a0", "", null, "uid");
        object.getMetadata().setLabels(Map.of("flyte.org/termination-status", "terminated", "team", "ml"));

        assertThat(TaskActionReader.read(object).orElseThrow().context().labels())
                .isEqualTo(Map.of("team", "ml"));
    }

    private static TrackedAction action(String name, String parent, String phase) {
        return TaskActionReader.read(object(name, parent, phase, "uid-" + name)).orElseThrow();
    }

    private static TaskAction object(String name, String parent, String phase, String uid) {
        TaskAction object = new TaskAction();
        object.setMetadata(
                new ObjectMetaBuilder().withName("r-" + name).withUid(uid).build());
        object.getSpec().project = "p";
        object.getSpec().domain = "d";
        object.getSpec().runName = "r";
        object.getSpec().actionName = name;
        object.getSpec().parentActionName = parent;
        TaskActionStatus status = new TaskActionStatus();
        status.phase = phase;
        object.setStatus(status);
        return object;
    }
}
