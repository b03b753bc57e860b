package org.flyte.executor.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flyte.crd.CacheSource;
import org.flyte.crd.ErrorState;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.PhaseLink;
import org.flyte.crd.TaskActionStatus;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final CacheSource SOURCE = new CacheSource("p", "d", "r1", "a0", 2);

    @Test
    void writesTheDifferenceOfTheTwoAsJson() throws Exception {
        PropertyCheck.forAll(draw -> {
            TaskActionStatus before = status(draw);
            TaskActionStatus after = status(draw);
            if (draw.of(0, 1) == 0) {
                after.phaseHistory = new ArrayList<>(before.phaseHistory);
            }

            Map<?, ?> patch = patch(before, after);

            assertThat(patch.get("metadata")).isEqualTo(Map.of("uid", "u", "resourceVersion", "7"));
            assertThat(patch.get("status")).isEqualTo(difference(before, after));
        });
    }

    @Test
    void writesNothingThatIsUnchanged() throws Exception {
        PropertyCheck.forAll(draw -> {
            TaskActionStatus status = status(draw);

            assertThat(patch(status, status).get("status")).isEqualTo(Map.of());
        });
    }

    @Test
    void removesTheKindOfAnEarlierError() {
        TaskActionStatus before = new TaskActionStatus();
        before.errorState = new ErrorState("A", "USER", "one");
        TaskActionStatus after = new TaskActionStatus();
        after.errorState = new ErrorState("A", null, "two");

        Map<String, Object> error = new LinkedHashMap<>();
        error.put("kind", null);
        error.put("message", "two");
        assertThat(patch(before, after).get("status")).isEqualTo(Map.of("errorState", error));
    }

    private static Map<?, ?> patch(TaskActionStatus before, TaskActionStatus after) {
        var meta = new ObjectMetaBuilder().withUid("u").withResourceVersion("7").build();
        return JSON.unmarshal(new StatusPatch(before, after, meta).toJson(), Map.class);
    }

    /** By the annotations of the classes; an entry of a history is the same only as the same object. */
    private static Map<String, Object> difference(TaskActionStatus before, TaskActionStatus after) {
        Map<String, Object> old = map(before);
        Map<String, Object> changed = new LinkedHashMap<>();
        map(after).forEach((field, value) -> {
            boolean same = Objects.equals(old.remove(field), value);
            if (field.equals("phaseHistory") ? !before.phaseHistory.equals(after.phaseHistory) : !same) {
                changed.put(field, value);
            }
        });
        old.keySet().forEach(removed -> changed.put(removed, null));
        return changed;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(TaskActionStatus status) {
        return JSON.unmarshal(JSON.asJson(status), Map.class);
    }

    private static TaskActionStatus status(Draw draw) {
        TaskActionStatus status = new TaskActionStatus();
        status.phase = text(draw);
        status.attempts = draw.of(0, 1, 2);
        status.podTries = draw.of(0, 1);
        status.systemFailures = draw.of(0, 3);
        status.notBefore = time(draw);
        status.outputUri = text(draw);
        status.cacheStatus = draw.of(0, 2);
        status.cacheSource = draw.of(0, 1) == 0 ? null : SOURCE;
        status.phaseHistory = draw.list(0, 3, StatusPatchTest::entry);
        status.conditions = draw.list(0, 2, StatusPatchTest::condition);
        status.signalValue = draw.of(0, 1) == 0 ? null : new byte[] {1, 2, -1};
        status.signalledBy = text(draw);
        status.signalledAt = time(draw);
        status.pluginState = text(draw);
        status.pluginStateTry = text(draw);
        return status;
    }

    private static PhaseEntry entry(Draw draw) {
        PhaseEntry entry = new PhaseEntry();
        entry.phase = text(draw);
        entry.attempt = draw.of(1, 2);
        entry.version = draw.of(0, 1);
        entry.occurredAt = time(draw);
        entry.message = text(draw);
        entry.code = text(draw);
        entry.kind = text(draw);
        entry.podName = text(draw);
        entry.objectName = text(draw);
        entry.links = draw.list(0, 2, links -> new PhaseLink(text(links), text(links), "IDE"));
        entry.cacheStatus = draw.of(0, 2);
        return entry;
    }

    private static Condition condition(Draw draw) {
        Condition condition = new Condition();
        condition.setType(draw.of("Progressing", "Succeeded"));
        condition.setStatus(draw.of("True", "False"));
        condition.setReason("Queued");
        condition.setMessage(draw.of(0, 1) == 0 ? null : "a \"quoted\" \u00fc\n line");
        condition.setObservedGeneration(draw.of(0, 1) == 0 ? null : 1L);
        condition.setLastTransitionTime("2026-11-24T10:00:00Z");
        return condition;
    }

    private static String text(Draw draw) {
        return List.of("", "RUNNING", "a \"quoted\" \u00fc\n line").get(draw.of(0, 1, 2));
    }

    private static Instant time(Draw draw) {
        return draw.of(0, 1) == 0
                ? null
                : Instant.parse("2026-11-24T10:00:00.123456Z").plusSeconds(draw.of(0, 1));
    }
}
