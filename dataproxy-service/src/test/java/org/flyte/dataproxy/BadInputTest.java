package org.flyte.dataproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Duration;
import io.grpc.Status.Code;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.FolderStore;
import org.flyte.dataproxy.support.Given;
import org.flyte.dataproxy.support.OwnRuns;
import org.flyte.idl.app.Identifier;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.dataproxy.ArtifactType;
import org.flyte.idl.dataproxy.CreateDownloadLinkRequest;
import org.flyte.idl.dataproxy.DataProxyServiceGrpc.DataProxyServiceBlockingStub;
import org.flyte.idl.dataproxy.GetActionDataRequest;
import org.flyte.idl.dataproxy.UploadInputsRequest;
import org.flyte.idl.task.TaskSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A bad request fails with a code and a field, never with INTERNAL or UNKNOWN. */
@QuarkusTest
@WithTestResource(OwnRuns.class)
@WithTestResource(FolderStore.class)
class BadInputTest extends DataProxyTestBase {
    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource("calls")
    void refusesBadInputWithOneLine(Consumer<DataProxyServiceBlockingStub> call, Code code, String message) {
        assertFails(code, message, () -> call.accept(proxy));
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                inputs(r -> r.clearProjectId(), Code.INVALID_ARGUMENT, "run_id or project_id is required"),
                inputs(
                        r -> r.setProjectId(ProjectIdentifier.newBuilder().setDomain("d")),
                        Code.INVALID_ARGUMENT,
                        "project_id.name"),
                inputs(
                        r -> r.setRunId(
                                RunIdentifier.newBuilder().setProject("p").setName("r")),
                        Code.INVALID_ARGUMENT,
                        "run_id.domain"),
                inputs(r -> r.clearTaskSpec(), Code.INVALID_ARGUMENT, "trigger_name is required"),
                inputs(r -> r.setBaseDir("gs://elsewhere"), Code.INVALID_ARGUMENT, "base_dir"),
                inputs(
                        r -> r.setProjectId(Given.project().toBuilder().setName("nowhere")),
                        Code.NOT_FOUND,
                        "project \"nowhere\" not found"),
                data(GetActionDataRequest.newBuilder(), "action_id"),
                data(GetActionDataRequest.newBuilder().setActionId(Given.action("")), "action_id.name"),
                link(r -> r.clearArtifactType(), "artifact_type"),
                link(r -> r.clearActionAttemptId(), "action_attempt_id, app_id or task_id is required"),
                link(r -> r.setAppId(Identifier.getDefaultInstance()), "unsupported source type"),
                link(r -> r.setActionAttemptId(Given.attempt("a0", 0)), "attempt"),
                link(r -> r.setExpiresIn(Duration.newBuilder().setSeconds(3601)), "expires_in"),
                link(r -> r.setExpiresIn(Duration.newBuilder().setSeconds(-1)), "expires_in"));
    }

    private static Arguments inputs(Consumer<UploadInputsRequest.Builder> change, Code code, String message) {
        UploadInputsRequest.Builder request = UploadInputsRequest.newBuilder()
                .setProjectId(Given.project())
                .setTaskSpec(TaskSpec.newBuilder().setTaskTemplate(TaskTemplate.getDefaultInstance()));
        change.accept(request);
        return call(proxy -> assertThat(proxy.uploadInputs(request.build())).isNotNull(), code, message);
    }

    private static Arguments data(GetActionDataRequest.Builder request, String message) {
        return call(
                proxy -> assertThat(proxy.getActionData(request.build())).isNotNull(), Code.INVALID_ARGUMENT, message);
    }

    private static Arguments link(Consumer<CreateDownloadLinkRequest.Builder> change, String message) {
        CreateDownloadLinkRequest.Builder request = CreateDownloadLinkRequest.newBuilder()
                .setArtifactType(ArtifactType.ARTIFACT_TYPE_REPORT)
                .setActionAttemptId(Given.attempt("a0", 1));
        change.accept(request);
        return call(
                proxy -> assertThat(proxy.createDownloadLink(request.build())).isNotNull(),
                Code.INVALID_ARGUMENT,
                message);
    }

    private static Arguments call(Consumer<DataProxyServiceBlockingStub> call, Code code, String message) {
        return arguments(call, code, message);
    }
}
