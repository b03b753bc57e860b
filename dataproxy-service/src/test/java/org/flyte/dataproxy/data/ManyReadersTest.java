package org.flyte.dataproxy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.FolderStore;
import org.flyte.dataproxy.support.Given;
import org.flyte.dataproxy.support.OwnRuns;
import org.flyte.idl.dataproxy.GetActionDataRequest;
import org.flyte.idl.dataproxy.GetActionDataResponse;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.platform.connect.call.ByteBudget;
import org.junit.jupiter.api.Test;

/** Many callers that together want far more memory than there is. */
@QuarkusTest
@TestProfile(ManyReadersTest.LittleMemory.class)
@WithTestResource(OwnRuns.class)
@WithTestResource(FolderStore.class)
class ManyReadersTest extends DataProxyTestBase {
    private static final int CALLERS = 60;
    private static final long LIMIT = 24 << 20;

    public static class LittleMemory implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flyte.rpc.max-pending-size", Long.toString(LIMIT), "flyte.dataproxy.max-read-wait", "60s");
        }
    }

    @Inject
    ByteBudget budget;

    @Test
    void areServedInTurnWithinTheMemoryOfAllCalls() {
        Inputs large = Given.inputs("x", "y".repeat(2_000_000));
        String address = Given.fileOf(store, "wanted", "1/outputs.pb");
        store.write(address, large.toByteArray());
        runs.dataUris.put(
                "wanted",
                GetActionDataURIsResponse.newBuilder().setOutputsUri(address).build());
        GetActionDataRequest request = GetActionDataRequest.newBuilder()
                .setActionId(Given.action("wanted"))
                .build();
        AtomicLong most = new AtomicLong();
        List<CompletableFuture<GetActionDataResponse>> calls = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> proxy.getActionData(request), threads));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> {
                        most.accumulateAndGet(budget.taken(), Math::max);
                        return all.isDone();
                    });
        }

        for (CompletableFuture<GetActionDataResponse> call : calls) {
            assertThat(call.join().getOutputs().getLiteralsList()).isEqualTo(large.getLiteralsList());
        }
        assertThat(most.get()).isBetween(3L * 2_000_000, LIMIT);
        await().atMost(Duration.ofSeconds(10)).until(() -> budget.taken() == 0);
    }
}
