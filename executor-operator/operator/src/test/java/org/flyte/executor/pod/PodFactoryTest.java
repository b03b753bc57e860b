package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.fabric8.kubernetes.api.model.ConfigMapEnvSource;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.crd.Names;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.K8sObjectMetadata;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.core.Resources;
import org.flyte.idl.core.Resources.ResourceEntry;
import org.flyte.idl.core.Resources.ResourceName;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodFactoryTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/task-pod.yaml");

    private final KubernetesSerialization json = new KubernetesSerialization();
    private final PodFactory factory = factory(Map.of(
            "flyte.executor.pod.default-env._U_EP_OVERRIDE", "flyte:8090",
            "flyte.executor.pod.default-env.GREETING", "platform",
            "flyte.executor.pod.default-env.LOG_LEVEL", "10",
            "flyte.executor.pod.service-account", "tasks"));

    private PodFactory factory(Map<String, String> settings) {
        return new PodFactory(Configs.pods(settings), Configs.copilot(Map.of()), json);
    }

    /** {@code -Dgolden.update=true} regenerates the file. */
    @Test
    void makesTheGoldenPod() throws IOException {
        String yaml = json.asYaml(factory.create(execution(sdkTask().build(), 2), List.of(), name -> "unused"));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, yaml);
        }

        assertThat(yaml).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void letsThePrimaryContainerProveWhoItIs() {
        Pod pod = factory(Map.of(
                        "flyte.executor.pod.identity.endpoint", "flyte.example.com:443",
                        "flyte.executor.pod.identity.ca-config-map", "flyte-ca"))
                .create(execution(sdkTask().build(), 1), List.of(), name -> "unused");

        var container = pod.getSpec().getContainers().getFirst();
        String folder = container.getVolumeMounts().getLast().getMountPath();
        assertThat(container.getEnv()).contains(new EnvVar("FLYTECTL_CONFIG", folder + "/config.yaml", null));
        assertThat(pod.getMetadata().getAnnotations().get("flyte.org/client-config"))
                .contains(
                        "dns:///flyte.example.com:443",
                        "\"caCertFilePath\": \"" + folder + "/ca.crt\"",
                        "[\"cat\", \"" + folder + "/token\"]");
        var sources = pod.getSpec().getVolumes().getLast().getProjected().getSources();
        assertThat(sources.getFirst().getServiceAccountToken().getAudience()).isEqualTo("flyte-pods");
        assertThat(sources.getFirst().getServiceAccountToken().getExpirationSeconds())
                .isEqualTo(3600);
        assertThat(sources.getLast().getConfigMap().getName()).isEqualTo("flyte-ca");
    }

    @Test
    void givesPodsNoIdentityUnlessConfigured() {
        Pod pod = factory.create(execution(sdkTask().build(), 1), List.of(), name -> "unused");

        assertThat(pod.getMetadata().getAnnotations()).doesNotContainKey("flyte.org/client-config");
        assertThat(pod.getSpec().getVolumes()).noneMatch(volume -> volume.getProjected() != null);
    }

    @Test
    void passesTheTraceOfTheRunOnToItsPod() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        TaskExecution execution = execution(sdkTask().build(), 1);
        assertThat(primary(factory.create(execution, List.of(), name -> "")).getEnv())
                .noneMatch(variable -> variable.getName().equals("TRACEPARENT"));

        execution.action().getMetadata().setAnnotations(Map.of(Names.ANNOTATION_TRACE_PARENT, trace));
        Pod pod = factory.create(execution, List.of(), name -> "");

        assertThat(env(pod, "TRACEPARENT")).isEqualTo(trace);
        assertThat(pod.getMetadata().getAnnotations()).doesNotContainKey(Names.ANNOTATION_TRACE_PARENT);
        execution.spec().envVars = Map.of("TRACEPARENT", "the user's own");
        assertThat(env(factory.create(execution, List.of(), name -> ""), "TRACEPARENT"))
                .isEqualTo("the user's own");
    }

    @Test
    void ordersEnvironmentByPrecedence() {
        Pod pod = factory.create(execution(sdkTask().build(), 1), List.of(), name -> "");

        assertThat(env(pod, "GREETING")).isEqualTo("task");
        assertThat(env(pod, "LOG_LEVEL")).isEqualTo("20");
        assertThat(env(pod, "RUN_NAME")).isEqualTo("run1");
        assertThat(env(pod, "_U_EP_OVERRIDE")).isEqualTo("flyte:8090");
        assertThat(env(pod, "FLYTE_ATTEMPT_NUMBER")).isEqualTo("0");
        assertThat(primary(pod).getEnv()).extracting(EnvVar::getName).doesNotHaveDuplicates();
    }

    @Test
    void leavesThePreviousCheckpointEmptyOnTheFirstAttempt() {
        TaskTemplate template = Actions.template()
                .setContainer(Container.newBuilder().addArgs("--prev").addArgs("{{ .PrevCheckpointPrefix }}"))
                .build();

        assertThat(primary(factory.create(execution(template, 1), List.of(), name -> ""))
                        .getArgs())
                .containsExactly("--prev", "");
        assertThat(primary(factory.create(execution(template, 2), List.of(), name -> ""))
                        .getArgs())
                .containsExactly("--prev", "s3://flyte/p/d/run1/a0/1/_flytecheckpoints");
    }

    @Test
    void fillsInInputsAndKeepsUnknownVariables() {
        TaskTemplate template = Actions.template()
                .setContainer(Container.newBuilder().addArgs("{{.nobody}} {{.Inputs.x}} {{$RunName}}"))
                .build();

        assertThat(primary(factory.create(execution(template, 1), List.of(), name -> name + "=1"))
                        .getArgs())
                .containsExactly("{{.nobody}} x=1 run1");
    }

    @Test
    void lowersRequestsToTheirLimitAndFillsInDefaults() {
        TaskTemplate template = Actions.template()
                .setContainer(Container.newBuilder()
                        .setResources(Resources.newBuilder()
                                .addRequests(entry(ResourceName.CPU, "2"))
                                .addLimits(entry(ResourceName.CPU, "500m"))
                                .addRequests(entry(ResourceName.GPU, "1"))))
                .build();

        var resources = primary(factory.create(execution(template, 1), List.of(), name -> ""))
                .getResources();

        assertThat(resources.getRequests().get("cpu").toString()).isEqualTo("500m");
        assertThat(resources.getRequests().get("memory").toString()).isEqualTo("1Gi");
        assertThat(resources.getLimits().get("nvidia.com/gpu").toString()).isEqualTo("1");
    }

    @Test
    void refusesMoreOfAResourceThanTheMaximum() {
        PodFactory bounded = factory(Map.of(
                "flyte.executor.pod.max-resources.cpu", "16",
                "flyte.executor.pod.max-resources.\"nvidia.com/gpu\"", "4"));

        assertThat(bounded.create(execution(asking(ResourceName.CPU, "16000m"), 1), List.of(), name -> ""))
                .isNotNull();
        assertThatThrownBy(() ->
                        bounded.create(execution(asking(ResourceName.CPU, "16001m"), 1), List.of(), name -> ""))
                .isInstanceOf(BadTemplateException.class)
                .hasMessage("container primary asks for 16001m of resource cpu; the most is 16");
        assertThatThrownBy(() -> bounded.create(execution(asking(ResourceName.GPU, "8"), 1), List.of(), name -> ""))
                .hasMessage("container primary asks for 8 of resource nvidia.com/gpu; the most is 4");
    }

    @Test
    void refusesAMaximumThatIsNoQuantity() {
        assertThatThrownBy(() -> factory(Map.of("flyte.executor.pod.max-resources.memory", "1GB")))
                .hasMessage("flyte.executor.pod.max-resources.memory: '1GB' is not a quantity");
    }

    @Test
    void takesEnvironmentOfThePlatformFromConfigMapsAndSecrets() {
        PodFactory platform = factory(Map.of(
                "flyte.executor.pod.env-from-secrets", "store,proxy",
                "flyte.executor.pod.env-from-config-maps", "site"));

        assertThat(primary(platform.create(execution(sdkTask().build(), 1), List.of(), name -> ""))
                        .getEnvFrom())
                .containsExactly(
                        new EnvFromSource(new ConfigMapEnvSource("site", true), null, null),
                        new EnvFromSource(null, null, new SecretEnvSource("store", true)),
                        new EnvFromSource(null, null, new SecretEnvSource("proxy", true)));
    }

    @Test
    void basesThePodOnPodTemplatesTheLaterOverTheEarlier() {
        PodTemplateSpec first = json.unmarshal(
                "spec: {containers: [{name: proxy, image: p}], hostNetwork: true, priorityClassName: low}",
                PodTemplateSpec.class);
        PodTemplateSpec second = json.unmarshal(
                "metadata: {labels: {team: b, run: x}}\nspec: {containers: [], priorityClassName: high}",
                PodTemplateSpec.class);

        Pod pod = factory.create(execution(sdkTask().build(), 1), List.of(first, second), name -> "");

        assertThat(pod.getSpec().getPriorityClassName()).isEqualTo("high");
        assertThat(pod.getSpec().getHostNetwork()).isTrue();
        assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getSpec().getContainers())
                .extracting(io.fabric8.kubernetes.api.model.Container::getName)
                .containsExactly("primary", "proxy");
        assertThat(pod.getMetadata().getLabels()).containsEntry("team", "b").containsEntry("run", "run1");
    }

    @Test
    void doesNotLetATaskNameAnotherProjectInItsLabels() {
        Map<String, String> theirs =
                Map.of("project", "theirs", "domain", "theirs", "run", "theirs", "action", "theirs");
        TaskTemplate template = sdkTask()
                .setMetadata(TaskMetadata.newBuilder()
                        .setMetadata(K8sObjectMetadata.newBuilder().putAllLabels(theirs)))
                .build();
        TaskExecution execution = execution(template, 1);
        execution.action().getMetadata().setLabels(theirs);

        Pod pod = factory.create(execution, List.of(), name -> "");

        assertThat(pod.getMetadata().getLabels())
                .as("the webhook and the services go by these")
                .containsEntry("project", execution.spec().project)
                .containsEntry("domain", execution.spec().domain)
                .containsEntry("run", execution.spec().runName)
                .containsEntry("action", execution.spec().actionName);
    }

    @Test
    void toleratesTheTaintsOfNodesWithItsResources() {
        PodFactory tolerant = factory(Map.of(
                "flyte.executor.pod.resource-tolerations.\"nvidia.com/gpu\"[0].key", "gpus-only",
                "flyte.executor.pod.resource-tolerations.\"nvidia.com/gpu\"[0].operator", "Exists",
                "flyte.executor.pod.extended-resource-tolerations", "nvidia.com/gpu,other"));

        assertThat(tolerant.create(execution(asking(ResourceName.GPU, "1"), 1), List.of(), name -> "")
                        .getSpec()
                        .getTolerations())
                .containsExactly(
                        new Toleration(null, "gpus-only", "Exists", null, null),
                        new Toleration("NoSchedule", "nvidia.com/gpu", "Exists", null, null));
        assertThat(tolerant.create(execution(sdkTask().build(), 1), List.of(), name -> "")
                        .getSpec()
                        .getTolerations())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, spot, In", "false, spot, NotIn"})
    void requiresNodesByWhetherTheActionIsInterruptible(boolean interruptible, String value, String operator) {
        PodFactory nodes = factory(Map.of(
                "flyte.executor.pod.interruptible-node-requirement.key", "capacity",
                "flyte.executor.pod.interruptible-node-requirement.values", "spot",
                "flyte.executor.pod.non-interruptible-node-requirement.key", "capacity",
                "flyte.executor.pod.non-interruptible-node-requirement.operator", "NotIn",
                "flyte.executor.pod.non-interruptible-node-requirement.values", "spot"));
        TaskTemplate.Builder task = sdkTask();
        task.getMetadataBuilder().setInterruptible(interruptible);

        assertThat(nodes.create(execution(task.build(), 1), List.of(), name -> "")
                        .getSpec()
                        .getAffinity()
                        .getNodeAffinity()
                        .getRequiredDuringSchedulingIgnoredDuringExecution()
                        .getNodeSelectorTerms())
                .singleElement()
                .satisfies(term -> assertThat(term.getMatchExpressions())
                        .containsExactly(new NodeSelectorRequirement("capacity", operator, List.of(value))));
    }

    @ParameterizedTest
    @CsvSource({"In,", "Exists, a", "Near, a"})
    void refusesARequirementThatKubernetesDoesNotKnow(String operator, String values) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "flyte.executor.pod.interruptible-node-requirement.key",
                "capacity",
                "flyte.executor.pod.interruptible-node-requirement.operator",
                operator));
        if (values != null) {
            settings.put("flyte.executor.pod.interruptible-node-requirement.values", values);
        }

        assertThatThrownBy(() -> factory(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flyte.executor.pod.interruptible-node-requirement")
                .hasMessageContaining("'" + operator + "'");
    }

    private static TaskTemplate asking(ResourceName name, String amount) {
        return Actions.template()
                .setContainer(Container.newBuilder()
                        .setResources(Resources.newBuilder().addRequests(entry(name, amount))))
                .build();
    }

    @Test
    void keepsTheOtherContainersOfAPodTemplate() {
        Pod pod = factory.create(execution(podTask("main"), 1), List.of(), name -> "");

        assertThat(pod.getSpec().getContainers())
                .extracting(io.fabric8.kubernetes.api.model.Container::getName)
                .containsExactly("main", "sidecar");
        assertThat(pod.getSpec()
                        .getContainers()
                        .getFirst()
                        .getPorts()
                        .getFirst()
                        .getContainerPort())
                .isEqualTo(8080);
        assertThat(pod.getSpec().getContainers().getLast().getResources()).isNull();
        assertThat(pod.getMetadata().getLabels()).containsEntry("team", "a");
        assertThat(pod.getMetadata().getAnnotations()).containsEntry("primary_container_name", "main");
    }

    @Test
    void refusesAPodWithoutItsPrimaryContainer() {
        assertThatThrownBy(() -> factory.create(execution(podTask("other"), 1), List.of(), name -> ""))
                .isInstanceOf(BadTemplateException.class)
                .hasMessageContaining("'other'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1GB", "many", ""})
    void refusesAPodTemplateWithAnInvalidQuantity(String memory) {
        Struct requests = struct(Map.of("memory", text(memory)));
        Struct resources = struct(
                Map.of("requests", Value.newBuilder().setStructValue(requests).build()));
        Struct main = struct(Map.of(
                "name",
                text("main"),
                "image",
                text("i"),
                "resources",
                Value.newBuilder().setStructValue(resources).build()));
        Struct spec = struct(Map.of("containers", list(Value.newBuilder().setStructValue(main))));
        TaskTemplate template = Actions.template()
                .setK8SPod(K8sPod.newBuilder().setPodSpec(spec))
                .build();

        assertThatThrownBy(() -> factory.create(execution(template, 1), List.of(), name -> ""))
                .isInstanceOf(BadTemplateException.class)
                .hasMessageContaining(memory);
    }

    private static TaskTemplate podTask(String primary) {
        Struct port = struct(Map.of("containerPort", number(8080)));
        Struct main = struct(Map.of(
                "name",
                text("main"),
                "image",
                text("i"),
                "ports",
                list(Value.newBuilder().setStructValue(port))));
        Struct sidecar = struct(Map.of("name", text("sidecar"), "image", text("s")));
        Struct spec = struct(Map.of(
                "containers",
                list(Value.newBuilder().setStructValue(main), Value.newBuilder().setStructValue(sidecar))));
        return Actions.template()
                .setK8SPod(K8sPod.newBuilder()
                        .setPrimaryContainerName(primary)
                        .setMetadata(K8sObjectMetadata.newBuilder().putLabels("team", "a"))
                        .setPodSpec(spec))
                .build();
    }

    private static TaskTemplate.Builder sdkTask() {
        return Actions.template()
                .setContainer(Container.newBuilder()
                        .setImage("image:1")
                        .addArgs("a0")
                        .addArgs("--inputs")
                        .addArgs("{{.input}}")
                        .addArgs("--outputs-path")
                        .addArgs("{{.outputPrefix}}")
                        .addArgs("--raw-data-path")
                        .addArgs("{{.rawOutputDataPrefix}}")
                        .addArgs("--checkpoint-path")
                        .addArgs("{{.checkpointOutputPrefix}}")
                        .addArgs("--prev-checkpoint")
                        .addArgs("{{.prevCheckpointPrefix}}")
                        .addArgs("--run-name")
                        .addArgs("{{.runName}}")
                        .addArgs("--name")
                        .addArgs("{{.actionName}}")
                        .addArgs("--run-start-time")
                        .addArgs("{{.runStartTime}}")
                        .addEnv(KeyValuePair.newBuilder().setKey("GREETING").setValue("task")));
    }

    private static TaskExecution execution(TaskTemplate template, int attempt) {
        TaskAction action = Actions.action("flyte", "s3://flyte", template, spec -> {
            spec.runName = "run1";
            spec.runOutputBase = "s3://flyte/p/d/run1/";
            spec.inputUri = "s3://flyte/p/d/run1/a0/inputs.pb";
            spec.runStartTime = Instant.parse("2026-11-24T10:00:00.5Z");
            spec.envVars.put("LOG_LEVEL", "20");
            spec.envVars.put("RUN_NAME", "mine");
        });
        action.getMetadata().setUid("uid-1");
        PhaseEntry failed = new PhaseEntry();
        failed.phase = "FAILED";
        failed.attempt = 1;
        failed.podName = "run1-a0-0";
        action.setStatus(new TaskActionStatus());
        action.getStatus().phaseHistory = List.of(failed);
        return new TaskExecution(action, template, attempt, 0);
    }

    private static io.fabric8.kubernetes.api.model.Container primary(Pod pod) {
        return pod.getSpec().getContainers().getFirst();
    }

    private static String env(Pod pod, String name) {
        return primary(pod).getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static ResourceEntry entry(ResourceName name, String value) {
        return ResourceEntry.newBuilder().setName(name).setValue(value).build();
    }

    private static Struct struct(Map<String, Value> fields) {
        return Struct.newBuilder().putAllFields(fields).build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    private static Value list(Value.Builder... values) {
        ListValue.Builder list = ListValue.newBuilder();
        for (Value.Builder value : values) {
            list.addValues(value);
        }
        return Value.newBuilder().setListValue(list).build();
    }
}
