package org.flyte.dataproxy.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.FolderStore;
import org.flyte.dataproxy.support.Given;
import org.flyte.dataproxy.support.OwnRuns;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.common.TriggerIdentifier;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Parameter;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.NamedParameter;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.idl.workflow.GetActionDataURIsResponse;
import org.flyte.idl.workflow.JsonValuesToLiteralsRequest;
import org.flyte.idl.workflow.LaunchFormJsonToLiteralsRequest;
import org.flyte.idl.workflow.LiteralsToLaunchFormJsonRequest;
import org.flyte.idl.workflow.TaskSpecToLaunchFormJsonRequest;
import org.flyte.idl.workflow.TranslatorServiceGrpc.TranslatorServiceBlockingStub;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(OwnRuns.class)
@WithTestResource(FolderStore.class)
class TranslatorTest extends DataProxyTestBase {
    @GrpcClient("proxy")
    TranslatorServiceBlockingStub translator;

    @Test
    void translatesLiteralsToAFormAndBack() {
        var form = translator.literalsToLaunchFormJson(LiteralsToLaunchFormJsonRequest.newBuilder()
                .setVariables(variables("x"))
                .addLiterals(Given.literal("x", "hello"))
                .addLiterals(Given.literal("unknown", "left out"))
                .build());

        assertThat(defaultOf(form.getJson(), "x")).isEqualTo("hello");
        assertThat(translator
                        .launchFormJsonToLiterals(LaunchFormJsonToLiteralsRequest.newBuilder()
                                .setJson(form.getJson())
                                .build())
                        .getLiteralsList())
                .containsExactly(Given.literal("x", "hello"));
    }

    @Test
    void readsTheLiteralsOfAnAction() {
        String folder = Given.fileOf(store, "translated", "1");
        store.write(folder + "/inputs.pb", Given.inputs("x", "stored").toByteArray());
        runs.dataUris.put(
                "translated",
                GetActionDataURIsResponse.newBuilder()
                        .setInputsUri(folder + "/inputs.pb")
                        .setOutputsUri(folder + "/outputs.pb")
                        .build());
        LiteralsToLaunchFormJsonRequest request = LiteralsToLaunchFormJsonRequest.newBuilder()
                .setVariables(variables("x"))
                .setLiteralsUri(folder + "/inputs.pb")
                .setActionId(Given.action("translated"))
                .build();

        assertThat(defaultOf(translator.literalsToLaunchFormJson(request).getJson(), "x"))
                .isEqualTo("stored");
        assertFails(
                Status.Code.INVALID_ARGUMENT,
                "does not match any data URI",
                () -> translator.literalsToLaunchFormJson(
                        request.toBuilder().setLiteralsUri("s3://other/x").build()));
        assertFails(
                Status.Code.INVALID_ARGUMENT,
                "action_id",
                () -> translator.literalsToLaunchFormJson(
                        request.toBuilder().clearActionId().build()));
        assertFails(
                Status.Code.NOT_FOUND,
                "outputs.pb",
                () -> translator.literalsToLaunchFormJson(request.toBuilder()
                        .setLiteralsUri(folder + "/outputs.pb")
                        .build()));
    }

    @Test
    void readsTheLiteralsOfATrigger() {
        String folder = Given.upload(store, "offloaded-inputs/0123");
        store.write(folder + "/inputs.pb", Given.inputs("x", "nightly").toByteArray());
        runs.triggers.put(
                "offloaded",
                TriggerSpec.newBuilder()
                        .setOffloadedInputData(OffloadedInputData.newBuilder().setUri(folder))
                        .build());
        runs.triggers.put(
                "inline",
                TriggerSpec.newBuilder().setInputs(Given.inputs("x", "inline")).build());
        runs.triggers.put("bare", TriggerSpec.getDefaultInstance());

        assertThat(defaultOf(formOfTrigger("offloaded"), "x")).isEqualTo("nightly");
        assertThat(defaultOf(formOfTrigger("inline"), "x")).isEqualTo("inline");
        assertFails(Status.Code.INVALID_ARGUMENT, "has no offloaded input data", () -> formOfTrigger("bare"));
        assertFails(Status.Code.NOT_FOUND, "", () -> formOfTrigger("nowhere"));
    }

    @Test
    void showsTheDefaultsOfATask() {
        TaskSpec task = TaskSpec.newBuilder()
                .setTaskTemplate(TaskTemplate.newBuilder()
                        .setInterface(TypedInterface.newBuilder().setInputs(variables("needed", "given", "free"))))
                .addDefaultInputs(NamedParameter.newBuilder()
                        .setName("given")
                        .setParameter(Parameter.newBuilder()
                                .setDefault(Given.literal("given", "d").getValue())))
                .addDefaultInputs(NamedParameter.newBuilder()
                        .setName("free")
                        .setParameter(Parameter.newBuilder().setRequired(false)))
                .build();

        Struct form = translator
                .taskSpecToLaunchFormJson(TaskSpecToLaunchFormJsonRequest.newBuilder()
                        .setTaskSpec(task)
                        .build())
                .getJson();

        assertThat(defaultOf(form, "given")).isEqualTo("d");
        assertThat(form.getFieldsOrThrow("required").getListValue().getValuesList())
                .extracting(Value::getStringValue)
                .containsExactly("needed");
    }

    @Test
    void answersGetRequests() throws Exception {
        String message = """
                {"variables":{"variables":[{"key":"x","value":{"type":{"simple":"INTEGER"}}}]},"values":{"x":"9007199254740993"}}""";
        URI uri = URI.create("http://localhost:" + port
                + "/flyteidl2.workflow.TranslatorService/JsonValuesToLiterals?connect=v1&encoding=json&message="
                + URLEncoder.encode(message, UTF_8));

        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualToIgnoringWhitespace(
                        "{\"literals\":[{\"name\":\"x\",\"value\":{\"scalar\":{\"primitive\":{\"integer\":\"9007199254740993\"}}}}]}");
    }

    @Test
    void namesWhatIsMissing() {
        assertFails(
                Status.Code.INVALID_ARGUMENT,
                "values cannot be nil",
                () -> translator.jsonValuesToLiterals(JsonValuesToLiteralsRequest.getDefaultInstance()));
        assertFails(
                Status.Code.INVALID_ARGUMENT,
                "missing value for variable \"x\"",
                () -> translator.jsonValuesToLiterals(JsonValuesToLiteralsRequest.newBuilder()
                        .setVariables(variables("x"))
                        .setValues(Struct.getDefaultInstance())
                        .build()));
    }

    private Struct formOfTrigger(String name) {
        return translator
                .literalsToLaunchFormJson(LiteralsToLaunchFormJsonRequest.newBuilder()
                        .setVariables(variables("x"))
                        .setTriggerId(TriggerIdentifier.newBuilder()
                                .setRevision(1)
                                .setName(TriggerName.newBuilder()
                                        .setProject(Given.PROJECT)
                                        .setDomain("development")
                                        .setName(name)))
                        .build())
                .getJson();
    }

    private static VariableMap variables(String... names) {
        VariableMap.Builder variables = VariableMap.newBuilder();
        for (String name : names) {
            variables.addVariables(VariableEntry.newBuilder()
                    .setKey(name)
                    .setValue(Variable.newBuilder()
                            .setType(LiteralType.newBuilder().setSimple(SimpleType.STRING))));
        }
        return variables.build();
    }

    private static String defaultOf(Struct form, String name) {
        return form.getFieldsOrThrow("properties")
                .getStructValue()
                .getFieldsOrThrow(name)
                .getStructValue()
                .getFieldsOrThrow("default")
                .getStringValue();
    }
}
