package org.flyte.dataproxy.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.dataproxy.logs.pod.LivePod;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.junit.jupiter.api.Test;

class ActionPodsTest {
    private static final ActionKey ACTION = new ActionKey("shop", "production", "r", "a0");

    /** The namespace of a pod comes from an event, which may say anything. */
    @Test
    void findsPodsInTheNamespaceOfTheirProjectAndDomainOnly() {
        LivePod pod = new LivePod(ActionPods.labelsOf(ACTION), true, Map.of());
        ActionPods access = new ActionPods(List.of("{project}-{domain}"), (namespace, name) -> Optional.of(pod));

        assertThat(access.find(ACTION, in("shop-production"))).contains(pod);
        assertThatThrownBy(() -> access.find(ACTION, in("bank-production")))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("flyte.dataproxy.logs.namespaces");
    }

    @Test
    void findsNoPodOfAnotherAction() {
        LivePod pod = new LivePod(Map.of("action", "a1"), true, Map.of());
        ActionPods access = new ActionPods(List.of("flyte", "more"), (namespace, name) -> Optional.of(pod));

        assertThatThrownBy(() -> access.find(ACTION, in("more"))).isInstanceOf(NotFound.class);
    }

    private static LogTarget in(String namespace) {
        return new LogTarget(namespace, "pod", "primary", Optional.empty());
    }
}
