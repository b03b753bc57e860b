package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.flyte.actions.support.EmbeddedActionsTestBase;
import org.flyte.actions.support.Requests;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.WatchForUpdatesRequest;
import org.flyte.idl.actions.WatchForUpdatesResponse;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.internal.ChildState;
import org.flyte.idl.workflow.ActionUpdate;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SlowReaderTest extends EmbeddedActionsTestBase {
    private static final int CHILDREN = 10_000;

    @Test
    void receivesTheLastStateOfTenThousandChildren() {
        runs.children.put(root, children(root, ActionPhase.ACTION_PHASE_RUNNING));
        Map<String, ActionPhase> newest = new ConcurrentHashMap<>();
        ClientCall<WatchForUpdatesRequest, WatchForUpdatesResponse> call =
                channel.newCall(ActionsServiceGrpc.getWatchForUpdatesMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(WatchForUpdatesResponse message) {
                        if (message.hasActionUpdate()) {
                            ActionUpdate update = message.getActionUpdate();
                            newest.put(update.getActionId().getName(), update.getPhase());
                        }
                    }
                },
                new Metadata());
        call.sendMessage(Requests.watch(root));
        call.halfClose();
        call.request(10);
        await().until(() -> newest.size() == 10);

        runs.children.put(root, children(root, ActionPhase.ACTION_PHASE_SUCCEEDED));
        call.request(Integer.MAX_VALUE);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Map<ActionPhase, Integer> counts = new HashMap<>();
            newest.values().forEach(phase -> counts.merge(phase, 1, Integer::sum));
            assertThat(counts).isEqualTo(Map.of(ActionPhase.ACTION_PHASE_SUCCEEDED, CHILDREN));
        });
        call.cancel("end of the test", null);
        runs.children.remove(root);
    }

    private static List<ChildState> children(ActionKey root, ActionPhase phase) {
        return IntStream.range(0, CHILDREN)
                .mapToObj(i -> ChildState.newBuilder()
                        .setAttempt(1)
                        .setUpdate(ActionUpdate.newBuilder()
                                .setActionId(root.sibling("c" + i).toProto())
                                .setPhase(phase))
                        .build())
                .toList();
    }
}
