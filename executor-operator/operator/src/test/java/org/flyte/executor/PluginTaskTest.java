package org.flyte.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Durations;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;

/** Actions of plugins other than the pod's: those of the operator, and those of jars in a folder. */
@QuarkusTest
@WithTestResource(KubernetesApi.class)
@WithTestResource(RealKafka.class)
@WithTestResource(StoreFolder.class)
@WithTestResource(PluginJars.class)
class PluginTaskTest extends CreatedActionsTestBase {
    private static final ResourceDefinitionContext WIDGETS = new ResourceDefinitionContext.Builder()
            .withGroup("example.org")
            .withVersion("v1")
            .withKind("Widget")
            .withPlural("widgets")
            .withNamespaced(true)
            .build();

    PluginTaskTest(KubernetesClient client, ObjectStore store) {
        super(client, store);
    }

    @Test
    void failsATaskOfAnUnknownType() {
        TaskAction action = create("qubole", Actions.template().build());

        assertThat(events.until(action, "FAILED/1")).containsExactly("FAILED/1");
        TaskActionStatus status = status(action);
        assertThat(status.errorState.code).isEqualTo("PluginNotFound");
        assertThat(status.errorState.kind).isEqualTo("USER");
        assertThat(status.errorState.message).contains("'qubole'", "python", "flyte.executor.plugins.qubole");
        client.resource(action).delete();
        await().until(() -> client.resource(action).get() == null);
    }

    @Test
    void takesATaskWithoutATypeForAContainer() {
        TaskAction action = create("", Actions.template().build());

        assertThat(new FakeKubelet(client).podOf(action, 1, 0)).isNotNull();
        client.resource(action).delete();
        events.until(action, "ABORTED/1");
    }

    @Test
    void echoesWithoutAPod() throws Exception {
        Literal value = Literal.newBuilder()
                .setScalar(
                        Scalar.newBuilder().setPrimitive(Primitive.newBuilder().setStringValue("hello")))
                .build();
        TaskAction action = action("echo", template("echo", SimpleType.STRING, SimpleType.STRING));
        store.write(action.getSpec().inputUri, inputs(value));
        create(action);

        assertThat(events.until(action, "SUCCEEDED/1")).endsWith("SUCCEEDED/1");
        Outputs outputs = Outputs.parseFrom(store.read(status(action).outputUri + "/outputs.pb", 1000));
        assertThat(outputs.getLiteralsList())
                .containsExactly(
                        NamedLiteral.newBuilder().setName("o0").setValue(value).build());
        ActionEvent last = events.of(action).toList().getLast();
        assertThat(last.hasLogContext()).as("there is no pod to have a log").isFalse();
    }

    @Test
    void sleepsAsLongAsItsInputSays() {
        TaskAction action = action("core-sleep", template("core-sleep", SimpleType.DURATION, null));
        store.write(
                action.getSpec().inputUri,
                inputs(Literal.newBuilder()
                        .setScalar(Scalar.newBuilder()
                                .setPrimitive(Primitive.newBuilder().setDuration(Durations.fromSeconds(3))))
                        .build()));
        create(action);

        events.until(action, "RUNNING/1");
        assertThat(status(action).pluginState).contains("startedAt");
        assertThat(events.until(action, "SUCCEEDED/1")).containsExactly("RUNNING/1", "SUCCEEDED/1");
        List<ActionEvent> all = events.of(action).toList();
        long millis = Duration.ofSeconds(all.getLast().getUpdatedTime().getSeconds()
                                - all.getFirst().getUpdatedTime().getSeconds())
                        .toMillis()
                + (all.getLast().getUpdatedTime().getNanos()
                                - all.getFirst().getUpdatedTime().getNanos())
                        / 1_000_000;
        assertThat(millis).isBetween(2_999L, 20_000L);
    }

    @Test
    void runsTheExamplePluginOfAFolder() {
        TaskAction action = create("k8s-job", Actions.template().build());
        Job job = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> client.batch().v1().jobs().inNamespace(KubernetesApi.NAMESPACE).list().getItems().stream()
                                .filter(found -> found.getMetadata()
                                        .getOwnerReferences()
                                        .getFirst()
                                        .getUid()
                                        .equals(uid(action)))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
        var pod = job.getSpec().getTemplate();
        assertThat(pod.getSpec().getContainers().getFirst().getArgs())
                .as("commands are filled in by the pod kit")
                .containsExactly("a0", "--outputs-path", action.getSpec().runOutputBase + "a0/1");
        assertThat(pod.getMetadata().getLabels()).containsEntry("run", action.getSpec().runName);

        store.write(action.getSpec().runOutputBase + "a0/1/outputs.pb", new byte[0]);
        client.resource(job)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        json(Map.of("conditions", List.of(Map.of("type", "Complete", "status", "True")))));

        assertThat(events.until(action, "SUCCEEDED/1")).endsWith("SUCCEEDED/1");
        ActionEvent last = events.of(action).toList().getLast();
        assertThat(last.getLogInfoList())
                .anyMatch(link -> link.getUri()
                        .equals("https://dashboard/" + job.getMetadata().getName()));
    }

    /** The life of a kind: absent, installed later, its objects started in the background and watched. */
    @Test
    void runsAPluginOnceItsCrdIsThere() {
        TaskAction early = create("widget", Actions.template().build());
        events.until(early, "FAILED/1");
        assertThat(status(early).errorState.code).isEqualTo("CrdNotFound");
        assertThat(status(early).errorState.message).contains("widgets.example.org");

        installWidgets();
        TaskAction action = await().atMost(Duration.ofSeconds(20)).until(this::startedWidget, found -> found != null);
        GenericKubernetesResource widget = widget(action);
        assertThat(widget.getMetadata().getName()).hasSizeLessThanOrEqualTo(30);
        assertThat((Integer) widget.get("spec", "size")).isEqualTo(7);

        patch(widget, "Running");
        events.until(action, "RUNNING/1");
        await().untilAsserted(() -> assertThat(status(action).pluginState).isEqualTo("{\"version\":1}"));
        patch(widget, "Broken");
        events.until(action, "FAILED/1");
        TaskActionStatus status = status(action);
        assertThat(status.errorState.code).isEqualTo("WidgetBroken");
        assertThat(status.phaseHistory.getLast().podName).isNull();
        assertThat(events.of(action).toList().getLast().getLogInfoList())
                .anyMatch(link -> link.getUri().equals("https://widgets/Broken"));

        TaskAction aborted = startedWidget();
        client.resource(aborted).delete();
        events.until(aborted, "ABORTED/1");
        await().untilAsserted(() -> assertThat(widget(aborted)).isNull());
    }

    @Test
    void keepsADeletedActionUntilItsPluginHasEndedWhatRunsElsewhere() {
        installWidgets();
        TaskAction action = await().atMost(Duration.ofSeconds(20)).until(this::startedWidget, found -> found != null);
        mark(action, "yes");

        client.resource(action).delete();

        events.until(action, "ABORTED/1");
        await().during(Duration.ofSeconds(1))
                .until(() -> client.resource(action).get() != null);
        mark(action, null);
        await().until(() -> client.resource(action).get() == null);
    }

    private void mark(TaskAction action, String value) {
        String quoted = value == null ? "null" : "\"" + value + "\"";
        client.resource(action)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"example.org/at-work\":" + quoted + "}}}");
    }

    /** An action of a widget, once it has one; null when the kind was not known yet. */
    private TaskAction startedWidget() {
        TaskAction action = create("widget", Actions.template().build());
        await().until(() -> widget(action) != null || "FAILED".equals(status(action).phase));
        return widget(action) == null ? null : action;
    }

    private GenericKubernetesResource widget(TaskAction action) {
        return widgets().list().getItems().stream()
                .filter(found -> found.getMetadata()
                        .getOwnerReferences()
                        .getFirst()
                        .getName()
                        .equals(action.getMetadata().getName()))
                .findFirst()
                .orElse(null);
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            widgets() {
        return client.genericKubernetesResources(WIDGETS).inNamespace(KubernetesApi.NAMESPACE);
    }

    private void installWidgets() {
        var crd = new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName("widgets.example.org")
                .endMetadata()
                .withNewSpec()
                .withGroup("example.org")
                .withScope("Namespaced")
                .withNewNames()
                .withKind("Widget")
                .withPlural("widgets")
                .endNames()
                .addNewVersion()
                .withName("v1")
                .withServed(true)
                .withStorage(true)
                .endVersion()
                .endSpec()
                .build();
        if (client.resource(crd).get() == null) {
            client.resource(crd).create();
        }
    }

    private void patch(GenericKubernetesResource widget, String phase) {
        widgets().resource(widget).patch(PatchContext.of(PatchType.JSON_MERGE), json(Map.of("phase", phase)));
    }

    private String json(Map<String, ?> status) {
        return client.getKubernetesSerialization().asJson(Map.of("status", status));
    }

    private static TaskTemplate template(String type, SimpleType input, SimpleType output) {
        TaskTemplate.Builder template = TaskTemplate.newBuilder().setType(type);
        template.getInterfaceBuilder().setInputs(variables("x", input));
        if (output != null) {
            template.getInterfaceBuilder().setOutputs(variables("o0", output));
        }
        return template.build();
    }

    private static VariableMap variables(String name, SimpleType type) {
        return VariableMap.newBuilder()
                .addVariables(VariableEntry.newBuilder()
                        .setKey(name)
                        .setValue(Variable.newBuilder()
                                .setType(LiteralType.newBuilder().setSimple(type))))
                .build();
    }

    private static byte[] inputs(Literal value) {
        return Inputs.newBuilder()
                .addLiterals(NamedLiteral.newBuilder().setName("x").setValue(value))
                .build()
                .toByteArray();
    }

    private TaskAction create(String type, TaskTemplate template) {
        return create(action(type, template));
    }

    private TaskAction action(String type, TaskTemplate template) {
        return Actions.action(KubernetesApi.NAMESPACE, store.base(), template, spec -> spec.taskType = type);
    }

    private String uid(TaskAction action) {
        return client.resource(action).get().getMetadata().getUid();
    }
}
