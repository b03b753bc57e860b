package org.flyte.executor.plugins.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import java.util.stream.IntStream;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.TypeClaim;
import org.flyte.idl.connector.TaskCategory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which types the plugin carries out follows from what connectors say. */
@Timeout(60)
class DiscoveryTest {
    @Test
    void claimsWhatConnectorsList() {
        try (FakeConnector one = new FakeConnector("a");
                FakeConnector two = new FakeConnector("b");
                Scene scene = new Scene("one=localhost:%d,two=localhost:%d".formatted(one.port(), two.port()))) {
            Eventually.until(() -> scene.plugin.claims("c") == TypeClaim.NO);

            assertThat(scene.plugin.claims("a")).isEqualTo(TypeClaim.YES);
            assertThat(scene.plugin.claims("b")).isEqualTo(TypeClaim.YES);
            scene.started(scene.execution(Scene.task("b")));
            assertThat(two.creates).hasSize(1);
            assertThat(one.creates).isEmpty();
        }
    }

    @Test
    void doesNotKnowYetWhatAConnectorTakesThatHasNeverAnswered() {
        try (FakeConnector connector = new FakeConnector("a")) {
            connector.down();
            try (Scene scene = Scene.with(connector)) {
                assertThat(scene.plugin.claims("a")).isEqualTo(TypeClaim.NOT_KNOWN_YET);

                connector.up();

                Eventually.until(() -> scene.plugin.claims("a") == TypeClaim.YES);
                assertThat(scene.plugin.claims("b")).isEqualTo(TypeClaim.NO);
            }
        }
    }

    @Test
    void learnsOfTypesThatComeAndGo() {
        try (FakeConnector connector = new FakeConnector("a");
                Scene scene = Scene.with(connector)) {
            Eventually.until(() -> scene.plugin.claims("a") == TypeClaim.YES);

            connector.categories =
                    List.of(TaskCategory.newBuilder().setName("b").build());

            Eventually.until(() -> scene.plugin.claims("b") == TypeClaim.YES);
            assertThat(scene.plugin.claims("a")).isEqualTo(TypeClaim.NO);
        }
    }

    @Test
    void keepsWhatIsKnownWhileListingFails() {
        try (FakeConnector connector = new FakeConnector("a");
                Scene scene = Scene.with(connector)) {
            Eventually.until(() -> scene.plugin.claims("a") == TypeClaim.YES);
            int before = connector.lists.get();

            connector.fail(
                    "list", IntStream.range(0, 3).mapToObj(i -> Status.INTERNAL).toArray(Status[]::new));

            Eventually.until(() -> connector.lists.get() >= before + 4);
            assertThat(scene.plugin.claims("a")).isEqualTo(TypeClaim.YES);
        }
    }

    @Test
    void refusesAVersionThatNobodyTakes() {
        try (FakeConnector connector = new FakeConnector("a");
                Scene scene = Scene.with(connector)) {
            Eventually.until(() -> scene.plugin.claims("a") == TypeClaim.YES);

            Failure failure = scene.refusal(scene.execution(
                    Scene.task("a").toBuilder().setTaskTypeVersion(3).build()));

            assertThat(failure.code()).isEqualTo(Failure.PLUGIN_NOT_FOUND);
            assertThat(failure.message()).contains("'a' of version 3", "the types are: a");
        }
    }

    @Test
    void hasNothingToDoWithoutEndpoints() {
        try (Scene scene = new Scene("")) {
            assertThat(scene.plugin.claims("a")).isEqualTo(TypeClaim.NO);
        }
    }
}
