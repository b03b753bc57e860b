package org.flyte.dataproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flyte.dataproxy.support.Given;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.dataproxy.ArtifactType;
import org.flyte.idl.dataproxy.CreateDownloadLinkRequest;
import org.flyte.idl.dataproxy.GetActionDataRequest;
import org.flyte.idl.dataproxy.GetActionDataResponse;
import org.flyte.idl.dataproxy.UploadInputsRequest;
import org.flyte.idl.settings.RunSettings;
import org.flyte.idl.settings.SettingState;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.StringSetting;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.task.Outputs;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.idl.workflow.ActionAttempt;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the data proxy does over any store. */
abstract class DataProxyContract extends UploadContract {
    @Test
    void namesAnUnknownProject() {
        assertFails(
                Status.Code.NOT_FOUND,
                "project \"nowhere\" not found",
                () -> proxy.createUploadLocation(
                        Given.upload("x").setProject("nowhere").build()));
    }

    @Test
    void cachesAKnownProject() {
        proxy.createUploadLocation(Given.upload("x").build());
        int before = runs.projectLookups.get();
        for (int i = 0; i < 10; i++) {
            proxy.createUploadLocation(Given.upload("x").build());
        }
        assertThat(runs.projectLookups.get()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void namesTheFieldOfABadRequest() {
        assertFails(
                Status.Code.INVALID_ARGUMENT,
                "expires_in",
                () -> proxy.createUploadLocation(Given.upload("x")
                        .setExpiresIn(Duration.newBuilder().setSeconds(3601))
                        .build()));
        assertFails(
                Status.Code.INVALID_ARGUMENT,
                "'..'",
                () -> proxy.createUploadLocation(
                        Given.upload("x").setFilename("../../../etc/passwd").build()));
    }

    @Test
    void storesInputsUnderTheAddressOfTheirContent() throws Exception {
        Inputs inputs = Given.inputs("x", "1", "debug", "a").toBuilder()
                .addContext(Given.context("k", "v"))
                .build();
        Inputs otherDebug = Given.inputs("x", "1", "debug", "b");

        var first = upload(request(inputs, "debug"));
        var second = upload(request(otherDebug, "debug"));

        assertThat(first.getUri()).startsWith(store.base() + "/uploads/flytesnacks/development/offloaded-inputs/");
        assertThat(Inputs.parseFrom(store.read(first.getUri() + "/inputs.pb", 1000)))
                .isEqualTo(inputs);
        assertThat(second.getUri()).isNotEqualTo(first.getUri());
        assertThat(second.getInputsHash()).isEqualTo(first.getInputsHash());
    }

    @Test
    void storesInputsBelowTheBaseDirOfTheRunWhenItIsInTheStore() {
        var uploaded = upload(request(Given.inputs("x", "1")).toBuilder()
                .setBaseDir(store.base() + "/elsewhere/")
                .build());

        assertThat(uploaded.getUri()).startsWith(store.base() + "/elsewhere/flytesnacks/development/offloaded-inputs/");
        assertFails(
                Status.Code.INVALID_ARGUMENT,
                "base_dir",
                () -> upload(request(Given.inputs("x", "1")).toBuilder()
                        .setBaseDir("s3://not-ours/x")
                        .build()));
    }

    @Test
    void findsTheTaskOfInputsByItsIdOrItsTrigger() {
        runs.tasks.put("t@v1", specIgnoring("debug"));
        runs.triggers.put(
                "nightly", TriggerSpec.newBuilder().setTaskVersion("v1").build());
        var inline = upload(request(Given.inputs("x", "1", "debug", "a"), "debug"));

        var byId = upload(request(Given.inputs("x", "1", "debug", "b")).toBuilder()
                .setTaskId(TaskIdentifier.newBuilder().setName("t").setVersion("v1"))
                .build());
        var byTrigger = upload(request(Given.inputs("x", "1", "debug", "c")).toBuilder()
                .setTriggerName(TriggerName.newBuilder().setName("nightly").setTaskName("t"))
                .build());

        assertThat(byId.getInputsHash()).isEqualTo(inline.getInputsHash());
        assertThat(byTrigger.getInputsHash()).isEqualTo(inline.getInputsHash());
        assertFails(
                Status.Code.NOT_FOUND,
                "",
                () -> upload(request(Given.inputs()).toBuilder()
                        .setTaskId(TaskIdentifier.newBuilder().setName("none"))
                        .build()));
    }

    @Test
    void treatsAbsentInputsAsEmptyInputs() {
        var uploaded = upload(request(Given.inputs()).toBuilder().clearInputs().build());

        assertThat(store.read(uploaded.getUri() + "/inputs.pb", 10)).isEmpty();
    }

    @Test
    void readsTheDataOfAnActionFromTheStore() {
        String folder = Given.fileOf(store, "a0", "1");
        Inputs inputs = Given.inputs("x", "1");
        Outputs outputs =
                Outputs.newBuilder().addLiterals(Given.literal("o0", "2")).build();
        store.write(folder + "/inputs.pb", inputs.toByteArray());
        store.write(folder + "/outputs.pb", outputs.toByteArray());
        runs.dataUris.put("a0", uris(folder + "/inputs.pb", folder + "/outputs.pb"));

        assertThat(dataOf("a0"))
                .isEqualTo(GetActionDataResponse.newBuilder()
                        .setInputs(inputs)
                        .setOutputs(outputs)
                        .setInputsUri(folder + "/inputs.pb")
                        .setOutputsUri(folder + "/outputs.pb")
                        .build());
    }

    @Test
    void returnsInputsWhenOutputsAreMissing() {
        String folder = Given.upload(store, UUID.randomUUID().toString());
        store.write(folder + "/inputs.pb", Given.inputs("x", "1").toByteArray());
        runs.dataUris.put("running", uris(folder + "/inputs.pb", ""));
        runs.dataUris.put("cleaned", uris(folder + "/inputs.pb", folder + "/outputs.pb"));

        for (String action : new String[] {"running", "cleaned"}) {
            GetActionDataResponse data = dataOf(action);
            assertThat(data.getInputs()).isEqualTo(Given.inputs("x", "1"));
            assertThat(data.hasOutputs()).isTrue();
            assertThat(data.getOutputsUri()).isEmpty();
        }
    }

    @Test
    void failsWithResourceExhaustedAboveTheSizeLimit() {
        String address = Given.fileOf(store, "huge", "1/outputs.pb");
        store.write(address, new byte[3_000_001]);
        runs.dataUris.put("huge", uris("", address));

        assertFails(Status.Code.RESOURCE_EXHAUSTED, "3000001 bytes", () -> dataOf("huge"));
    }

    @Test
    void failsWithFailedPreconditionForContentThatIsNoMessage() {
        String address = Given.fileOf(store, "garbage", "1/outputs.pb");
        store.write(address, new byte[] {(byte) 0xff, 1, 2, 3});
        runs.dataUris.put("garbage", uris("", address));

        assertFails(Status.Code.FAILED_PRECONDITION, address, () -> dataOf("garbage"));
    }

    @Test
    void passesNotFoundOfRunsServiceThrough() {
        assertFails(Status.Code.NOT_FOUND, "nobody", () -> dataOf("nobody"));
    }

    @Test
    void downloadsAReportThroughItsUrl() throws Exception {
        String report = Given.fileOf(store, "reported", "1/report.html");
        store.write(report, "<h1>done</h1>".getBytes(UTF_8));
        runs.actions.put("reported", detailsWithReport(report));

        var links = proxy.createDownloadLink(reportOf("reported", 1)).getPreSignedUrls();

        assertThat(links.getSignedUrlList()).hasSize(1);
        assertThat(get(links.getSignedUrl(0)).body()).isEqualTo("<h1>done</h1>");
        assertFails(Status.Code.NOT_FOUND, "attempt 2", () -> proxy.createDownloadLink(reportOf("reported", 2)));
    }

    @Test
    void failsWithNotFoundForAMissingReport() {
        runs.actions.put("planned", detailsWithReport(Given.fileOf(store, "planned", "1/report.html")));
        runs.actions.put("none", detailsWithReport(""));

        assertFails(Status.Code.NOT_FOUND, "report.html", () -> proxy.createDownloadLink(reportOf("planned", 1)));
        assertFails(Status.Code.NOT_FOUND, "no report", () -> proxy.createDownloadLink(reportOf("none", 1)));
    }

    @Test
    void downloadsACodeBundleThroughItsUrl() throws Exception {
        String bundle = Given.upload(store, UUID.randomUUID() + "/fast.tar.gz");
        store.write(bundle, "code".getBytes(UTF_8));
        runs.actions.put("coded", detailsWithCode(bundle));

        var links = proxy.createDownloadLink(codeOf("coded")).getPreSignedUrls();

        assertThat(get(links.getSignedUrl(0)).body()).isEqualTo("code");
    }

    @Test
    void makesNoLinkToAnObjectThatBelongsToAnotherAction() {
        for (String foreign : List.of(
                store.base() + "/secret/report.html",
                Given.fileOf(store, "other", "1/report.html"),
                store.base() + "/flytesnacks/development/r2/mine/1/report.html",
                store.base() + "/otherproject/development/r1/mine/1/report.html",
                store.base() + "/uploads/otherproject/development/x/report.html",
                store.base() + "/uploads/flytesnacks/development-2/x/report.html",
                store.base() + "/flytesnacks/development/r1/mine/../other/1/report.html")) {
            if (!foreign.contains("..")) {
                store.write(foreign, "secret".getBytes(UTF_8));
            }
            runs.actions.put("mine", detailsWithReport(foreign));
            assertRefused(foreign, () -> proxy.createDownloadLink(reportOf("mine", 1)));
        }
    }

    @Test
    void makesNoLinkToCodeOfAnotherProject() {
        for (String foreign : List.of(
                store.base() + "/uploads/otherproject/development/x/fast.tar.gz",
                store.base() + "/uploads/flytesnacks/production/x/fast.tar.gz",
                store.base() + "/flytesnacks/development/r2/_raw/fast.tar.gz")) {
            store.write(foreign, "code".getBytes(UTF_8));
            runs.actions.put("mine", detailsWithCode(foreign));
            assertRefused(foreign, () -> proxy.createDownloadLink(codeOf("mine")));
        }
    }

    private static void assertRefused(String address, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as(address)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode())
                                .isIn(Status.Code.FAILED_PRECONDITION, Status.Code.INVALID_ARGUMENT));
    }

    @ParameterizedTest
    @MethodSource("org.flyte.dataproxy.support.HostileNames#addresses")
    void readsAndLinksNoHostileAddress(String template) {
        String address = template.replace("BASE", store.base());
        runs.actions.put("mine", detailsWithReport(address));
        assertRefused(address, () -> proxy.createDownloadLink(reportOf("mine", 1)));
        runs.actions.put("mine", detailsWithCode(address));
        assertRefused(address, () -> proxy.createDownloadLink(codeOf("mine")));
        assertRefused(
                address,
                () -> proxy.uploadInputs(request(Given.inputs("x", "1")).toBuilder()
                        .setBaseDir(address)
                        .build()));
    }

    @Test
    void storesInputsWhereTheSettingsOfTheProjectPutRuns() {
        runs.projects.add("settled");
        runs.settings.put("settled", baseDir(store.base() + "/settled-runs"));
        UploadInputsRequest.Builder request = request(Inputs.getDefaultInstance()).toBuilder();
        request.getProjectIdBuilder().setName("settled");

        assertThat(upload(request.build()).getUri())
                .startsWith(store.base() + "/settled-runs/settled/development/offloaded-inputs/");
        assertThat(upload(request.setBaseDir(store.base() + "/chosen").build()).getUri())
                .startsWith(store.base() + "/chosen/settled/development/offloaded-inputs/");
    }

    private static Settings baseDir(String address) {
        return Settings.newBuilder()
                .setRun(RunSettings.newBuilder()
                        .setRunBaseDir(StringSetting.newBuilder()
                                .setState(SettingState.SETTING_STATE_VALUE)
                                .setStringValue(address)))
                .build();
    }

    private OffloadedInputData upload(UploadInputsRequest request) {
        return proxy.uploadInputs(request).getOffloadedInputData();
    }

    private static UploadInputsRequest request(Inputs inputs, String... ignored) {
        return UploadInputsRequest.newBuilder()
                .setProjectId(Given.project())
                .setTaskSpec(specIgnoring(ignored))
                .setInputs(inputs)
                .build();
    }

    private static TaskSpec specIgnoring(String... names) {
        return TaskSpec.newBuilder()
                .setTaskTemplate(TaskTemplate.newBuilder()
                        .setMetadata(TaskMetadata.newBuilder().addAllCacheIgnoreInputVars(List.of(names))))
                .build();
    }

    private GetActionDataResponse dataOf(String action) {
        return proxy.getActionData(GetActionDataRequest.newBuilder()
                .setActionId(Given.action(action))
                .build());
    }

    private static GetActionDataURIsResponse uris(String inputs, String outputs) {
        return GetActionDataURIsResponse.newBuilder()
                .setInputsUri(inputs)
                .setOutputsUri(outputs)
                .build();
    }

    private static ActionDetails detailsWithReport(String uri) {
        return ActionDetails.newBuilder()
                .addAttempts(ActionAttempt.newBuilder()
                        .setAttempt(1)
                        .setOutputs(OutputReferences.newBuilder().setReportUri(uri)))
                .build();
    }

    private static ActionDetails detailsWithCode(String bundle) {
        return ActionDetails.newBuilder()
                .setTask(TaskSpec.newBuilder()
                        .setTaskTemplate(TaskTemplate.newBuilder()
                                .setMetadata(TaskMetadata.newBuilder().setCodeBundleUri(bundle))))
                .build();
    }

    private static CreateDownloadLinkRequest codeOf(String action) {
        return CreateDownloadLinkRequest.newBuilder()
                .setArtifactType(ArtifactType.ARTIFACT_TYPE_CODE_BUNDLE)
                .setActionAttemptId(Given.attempt(action, 1))
                .build();
    }

    private static CreateDownloadLinkRequest reportOf(String action, int attempt) {
        return CreateDownloadLinkRequest.newBuilder()
                .setArtifactType(ArtifactType.ARTIFACT_TYPE_REPORT)
                .setActionAttemptId(Given.attempt(action, attempt))
                .build();
    }
}
