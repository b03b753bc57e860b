package org.flyte.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;

class ActionIndexTest {
    private static final ActionKey ROOT = new RunKey("p", "d", "r").root();

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final ActionIndex index = new ActionIndex(clock);

    @Test
    void findsACreatedActionAtOnceAndRemovesItUnlessTheInformerConfirmsIt() {
        index.addCreated(action(ActionKey.ROOT, "", null));
        assertThat(index.find(ROOT)).isPresent();

        clock.advance(Duration.ofMinutes(3));
        index.removeUnconfirmed();

        assertThat(index.find(ROOT)).isEmpty();
    }

    @Test
    void keepsTheStateFromTheInformerOverACreatedOne() {
        index.put(action(ActionKey.ROOT, "", "RUNNING"));
        index.addCreated(action(ActionKey.ROOT, "", null));

        clock.advance(Duration.ofMinutes(3));
        index.removeUnconfirmed();

        assertThat(index.find(ROOT).orElseThrow().phase().name()).isEqualTo("ACTION_PHASE_RUNNING");
    }

    @Test
    void findsAReadActionForTenSecondsUnlessTheInformerConfirmsIt() {
        index.addRead(action(ActionKey.ROOT, "", null));
        clock.advance(Duration.ofSeconds(9));
        assertThat(index.find(ROOT)).isPresent();

        clock.advance(Duration.ofSeconds(1));
        assertThat(index.find(ROOT)).isEmpty();

        index.put(action(ActionKey.ROOT, "", null));
        clock.advance(Duration.ofMinutes(3));
        assertThat(index.find(ROOT)).isPresent();
    }

    @Test
    void keepsACreatedActionForLongerThanARead() {
        index.addCreated(action(ActionKey.ROOT, "", null));
        index.addRead(action(ActionKey.ROOT, "", null));

        clock.advance(Duration.ofMinutes(1));

        assertThat(index.find(ROOT)).isPresent();
    }

    @Test
    void keepsTheEndFromTheInformerOverAnOlderRead() {
        index.put(action(ActionKey.ROOT, "", "SUCCEEDED"));
        index.addRead(action(ActionKey.ROOT, "", "RUNNING"));

        assertThat(index.find(ROOT).orElseThrow().isTerminal()).isTrue();
    }

    @Test
    void doesNotAddAnObjectAgainThatTheInformerHasSeenDeleted() {
        TrackedAction root = action(ActionKey.ROOT, "", null);
        index.put(root);
        index.remove(root);

        index.addRead(root);
        index.addCreated(root);

        assertThat(index.find(ROOT)).isEmpty();
    }

    @Test
    void removesAReadActionThatTheInformerSeesDeleted() {
        TrackedAction root = action(ActionKey.ROOT, "", null);
        index.addRead(root);

        index.remove(root);

        assertThat(index.find(ROOT)).isEmpty();
    }

    @Test
    void findsDescendantsBelowADeletedParent() {
        List.of(action("c1", ActionKey.ROOT, null), action("g1", "c1", null), action("x", "other", null))
                .forEach(index::put);

        assertThat(index.withDescendants(ROOT))
                .extracting(found -> found.key().name())
                .containsExactly("c1", "g1");
    }

    @Test
    void keepsANewObjectWhenTheOldOneOfTheSameNameIsRemoved() {
        TrackedAction old = action(ActionKey.ROOT, "", null);
        TrackedAction replacement = TaskActionReader.read(object(ActionKey.ROOT, "", null, "other-uid"))
                .orElseThrow();
        index.put(replacement);

        index.remove(old);

        assertThat(index.find(ROOT)).isPresent();
    }

    @Test
    void doesNotInheritLabelsOfThePlatform() {
        TaskAction object = object(ActionKey.ROOT, "", null, "uid");
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
