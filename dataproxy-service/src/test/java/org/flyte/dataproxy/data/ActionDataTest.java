package org.flyte.dataproxy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.FolderStore;
import org.flyte.dataproxy.support.Given;
import org.flyte.dataproxy.support.OwnRuns;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.Relation;
import org.flyte.idl.dataproxy.GetActionDataRequest;
import org.flyte.idl.dataproxy.GetActionDataResponse;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionMetadata;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which objects are read as the data of an action. */
@QuarkusTest
@WithTestResource(OwnRuns.class)
@WithTestResource(FolderStore.class)
class ActionDataTest extends DataProxyTestBase {
    private static final Inputs DATA = Given.inputs("x", "1");

    /** Of this test alone. */
    private final String action = "a" + UUID.randomUUID();

    @BeforeEach
    void describe() {
        runs.actions.put(action, ActionDetails.getDefaultInstance());
    }

    @Test
    void readsWhatIsOfTheActionItsRunOrUploaded() {
        for (String own : List.of(
                Given.fileOf(store, action, "1/outputs.pb"),
                Given.fileOf(store, action, "inputs.pb"),
                store.base() + "/chosen/flytesnacks/development/r1/" + action + "/2/outputs.pb",
                store.base() + "/flytesnacks/development/r1/inputs/0123/inputs.pb",
                Given.upload(store, "tracked-runs/r1/" + action + "/inputs.pb"),
                Given.upload(store, "offloaded-inputs/0123/inputs.pb"),
                store.base() + "/chosen/flytesnacks/development/offloaded-inputs/0123/inputs.pb")) {
            store.write(own, DATA.toByteArray());

            assertThat(read(own, "").getInputs()).as(own).isEqualTo(DATA);
            assertThat(read("", own).getOutputs().getLiteralsList()).as(own).isEqualTo(DATA.getLiteralsList());
        }
    }

    @Test
    void readsNothingOfOthers() {
        for (String foreign : List.of(
                store.base() + "/secret.pb",
                Given.fileOf(store, "other", "1/outputs.pb"),
                store.base() + "/flytesnacks/development/r2/" + action + "/1/outputs.pb",
                store.base() + "/flytesnacks/development/r2/inputs/0123/inputs.pb",
                store.base() + "/flytesnacks/production/r1/" + action + "/1/outputs.pb",
                store.base() + "/otherproject/development/r1/" + action + "/1/outputs.pb",
                store.base() + "/otherproject/development/offloaded-inputs/0123/inputs.pb",
                store.base() + "/uploads/otherproject/development/x/outputs.pb",
                store.base() + "/uploads/flytesnacks/development-2/x/outputs.pb")) {
            store.write(foreign, DATA.toByteArray());
            assertRefused(foreign);
        }
    }

    @ParameterizedTest
    @MethodSource("org.flyte.dataproxy.support.HostileNames#addresses")
    void readsNoHostileAddress(String template) {
        assertRefused(template.replace("BASE", store.base()).replace("/mine", "/" + action));
    }

    @Test
    void readsWhatAnActionTookOverFromAnEarlierRun() {
        String earlier = store.base() + "/flytesnacks/development/r0/" + action + "/1/outputs.pb";
        store.write(earlier, DATA.toByteArray());
        String foreign = store.base() + "/otherproject/development/r0/" + action + "/1/outputs.pb";
        store.write(foreign, DATA.toByteArray());
        for (ActionMetadata lineage : List.of(
                ActionMetadata.newBuilder()
                        .setRecoveredFrom(ActionIdentifier.newBuilder().setName(action))
                        .build(),
                ActionMetadata.newBuilder()
                        .setRelation(Relation.getDefaultInstance())
                        .build())) {
            runs.actions.put(
                    action, ActionDetails.newBuilder().setMetadata(lineage).build());

            assertThat(read("", earlier).getOutputs().getLiteralsList()).isEqualTo(DATA.getLiteralsList());
            assertRefused(foreign);
        }
    }

    @Test
    void readsObjectsUpToTheLimit() {
        String inputs = Given.fileOf(store, action, "inputs.pb");
        String outputs = Given.fileOf(store, action, "1/outputs.pb");
        Inputs large = Given.inputs("x", "y".repeat(2_900_000));
        store.write(inputs, large.toByteArray());
        store.write(outputs, large.toByteArray());

        GetActionDataResponse data = read(inputs, outputs);

        assertThat(data.getInputs()).isEqualTo(large);
        assertThat(data.getOutputs().getLiteralsList()).isEqualTo(large.getLiteralsList());
    }

    @Test
    void namesTheLimitOfALargerObject() {
        String address = Given.fileOf(store, action, "1/outputs.pb");
        store.write(address, new byte[3_000_001]);

        assertFails(Status.Code.RESOURCE_EXHAUSTED, "flyte.dataproxy.max-data-size", () -> read("", address));
    }

    private GetActionDataResponse read(String inputs, String outputs) {
        runs.dataUris.put(
                action,
                GetActionDataURIsResponse.newBuilder()
                        .setInputsUri(inputs)
                        .setOutputsUri(outputs)
                        .build());
        return proxy.getActionData(GetActionDataRequest.newBuilder()
                .setActionId(Given.action(action))
                .build());
    }

    private void assertRefused(String address) {
        assertThatThrownBy(() -> read("", address))
                .as(address)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode())
                                .isIn(Status.Code.FAILED_PRECONDITION, Status.Code.INVALID_ARGUMENT));
    }
}
