package org.flyte.executor.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.crd.Names;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.PodKit;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.core.LogContext;
import org.flyte.idl.core.PodLogContext;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

/** What the operator relies on in every plugin whose try is a custom resource that a controller carries out as several pods. */
public abstract class JobPluginContract extends TaskPluginContract {
    private static final String QUEUE = "training";

    /** The status that its controller gives a job that runs; {@code LEADER} stands for the name of its leading pod. */
    protected abstract String running();

    /** The status of a job that ended well. */
    protected abstract String succeeded();

    /** The status of a job that failed with the message {@code it broke}. */
    protected abstract String failed();

    /** A status that a later version of the controller may have. */
    protected abstract String unknown();

    /** The role of the pod whose fate is that of the job. */
    protected abstract String leader();

    /** The labels and annotations by which the controller of the job marks its leading pod. */
    protected ObjectMetaBuilder leaderMetadata(TaskExecution execution) {
        return new ObjectMetaBuilder()
                .addToLabels(PodKit.LABEL_ROLE, leader())
                .addToLabels(Names.LABEL_MANAGED, "true")
                .addToAnnotations(Names.ANNOTATION_TASK_ACTION_UID, execution.uid())
                .addToAnnotations(Names.ANNOTATION_TRY, execution.objectName())
                .addToAnnotations(PodKit.ANNOTATION_PRIMARY, "leading");
    }

    /** The links that the plugin reports now. */
    protected final List<Link> links(TaskExecution execution) {
        return plugin().observe(execution).map(Report::details).orElseThrow().links();
    }

    @Override
    protected void complete(TaskExecution execution) {
        status(execution, succeeded());
    }

    @Test
    void followsItsController() {
        TaskExecution execution = started(execution());

        assertThat(report(execution))
                .isInstanceOfSatisfying(
                        Report.Active.class,
                        active -> assertThat(active.phase()).isIn(Report.Phase.QUEUED, Report.Phase.INITIALIZING));
        status(execution, running());
        assertThat(phase(execution)).isEqualTo(Report.Phase.RUNNING);
        status(execution, unknown());
        assertThat(phase(execution)).isEqualTo(Report.Phase.RUNNING);
        status(execution, failed());
        assertThat(failure(execution).message()).contains("it broke");
    }

    @Test
    void saysWhyItsLeadingPodFailed() {
        TaskExecution execution = started(execution());
        status(execution, running());
        createLeader(execution, "{phase: Failed}");
        assertThat(phase(execution)).as("its controller may replace it").isEqualTo(Report.Phase.RUNNING);

        status(execution, failed());

        assertThat(failure(execution)).isEqualTo(Failure.user("Error", "the pod failed"));
    }

    /** Its controller would wait for ever, and hold what its other pods have. */
    @Test
    void failsWhenItsLeadingPodCannotStartAndIsDeletedThen() {
        TaskExecution execution = started(execution());
        status(execution, running());
        createLeader(
                execution,
                "{phase: Pending, containerStatuses: [{name: leading, state: {waiting: {reason: InvalidImageName}}}]}");

        assertThat(failure(execution).code()).isEqualTo("InvalidImageName");
        plugin().stop(execution);
        assertThat(plugin().observe(execution)).isEmpty();
    }

    @Test
    void keepsAJobThatHasEnded() {
        TaskExecution execution = started(execution());
        status(execution, failed());

        plugin().stop(execution);

        assertThat(plugin().observe(execution)).isPresent();
    }

    @Test
    void findsTheLogsOfItsOwnPodsOnly() {
        TaskExecution execution = started(execution());
        TaskExecution other = started(execution());
        status(execution, running());
        createLeader(execution, "{phase: Running}");
        createLeader(other, "{phase: Running}");

        assertThat(plugin().logs(execution).map(LogContext::getPodsList).orElseThrow())
                .extracting(PodLogContext::getPodName)
                .containsExactly("leader-" + execution.objectName());
        assertThat(plugin().primaryPod(execution)).contains("leader-" + execution.objectName());
    }

    @Test
    void queuesTheJobAndNotItsPods() {
        TaskTemplate.Builder queued = template().toBuilder();
        queued.getMetadataBuilder().getMetadataBuilder().putLabels(JobPods.QUEUE, QUEUE);

        String manifest = manifestOf(queued.build(), settings());

        assertThat(manifest.split(JobPods.QUEUE + ": \"?" + QUEUE, -1))
                .as(manifest)
                .hasSize(2);
        assertThat(manifest).containsPattern("(?s)metadata:.*" + JobPods.QUEUE + ".*\nspec:");
    }

    @Test
    void queuesJobsWhereItsSettingSays() {
        Map<String, String> settings = new LinkedHashMap<>(settings());
        settings.put("queue-name", QUEUE);

        assertThat(manifestOf(template(), settings)).containsPattern(JobPods.QUEUE + ": \"?" + QUEUE);
    }

    @Test
    void refusesASettingThatDoesNotExist() {
        assertThatThrownBy(() -> plugin(Map.of("qeue-name", QUEUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flyte.executor.plugin." + provider().name() + ".qeue-name does not exist");
    }

    /** A message in the field custom that is none of the type. */
    @Test
    void refusesATaskWhoseCustomFieldCannotBeRead() {
        TaskTemplate.Builder broken = template().toBuilder();
        broken.getCustomBuilder()
                .getFieldsMap()
                .forEach((name, _) -> broken.getCustomBuilder()
                        .putFields(
                                name,
                                Value.newBuilder()
                                        .setListValue(ListValue.newBuilder()
                                                .addValues(Value.newBuilder().setBoolValue(true)))
                                        .build()));

        assertThat(refusal(broken.build()).code()).isEqualTo(Failure.BAD_TASK);
    }

    /** Why a task is refused. */
    protected final Failure refusal(TaskTemplate task) {
        return refusal(task, settings());
    }

    /** Why a plugin with these settings refuses a task. */
    protected final Failure refusal(TaskTemplate task, Map<String, String> settings) {
        try (TaskPlugin plugin = plugin(settings)) {
            plugin.start(execution().with(task));
            throw new AssertionError("the task is not refused");
        } catch (StartException e) {
            assertThat(e.failure()).isNotNull();
            assertThat(e.failure().retryable()).as(e.failure().message()).isFalse();
            return e.failure();
        }
    }

    /** The object that a task becomes, as YAML: its names are the same each time, and what the API server adds is left out. */
    protected final String manifestOf(TaskTemplate task, Map<String, String> settings) {
        TaskExecution execution = ContractActions.fixed(context().kubernetes().getNamespace(), task);
        try (TaskPlugin plugin = plugin(settings)) {
            plugin.start(execution);
            GenericKubernetesResource object = object(execution);
            resource(object).delete();
            object.setMetadata(new ObjectMetaBuilder()
                    .withName(object.getMetadata().getName())
                    .withLabels(new TreeMap<>(object.getMetadata().getLabels()))
                    .withAnnotations(new TreeMap<>(object.getMetadata().getAnnotations()))
                    .build());
            return context().kubernetes().getKubernetesSerialization().asYaml(object);
        }
    }

    private TaskPlugin plugin(Map<String, String> settings) {
        TaskPluginProvider provider = provider();
        return provider.create(
                new ContractContext(context().kubernetes(), new PluginSettings(provider.name(), settings)));
    }

    /** Sets the status of the object, in YAML, as its controller would. */
    protected final void status(TaskExecution execution, String status) {
        GenericKubernetesResource object = object(execution);
        String named = status.replace("LEADER", "leader-" + execution.objectName());
        Map<?, ?> fields = JobStates.parse(named, Map.class);
        resource(object)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        context().kubernetes().getKubernetesSerialization().asJson(Map.of("status", fields)));
    }

    private Resource<GenericKubernetesResource> resource(GenericKubernetesResource object) {
        return new ApiObjects(context().kubernetes())
                .objects(kind(), object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName());
    }

    private ObjectKind kind() {
        return provider().kinds().iterator().next();
    }

    /** The object of a try. */
    protected final GenericKubernetesResource object(TaskExecution execution) {
        return new ApiObjects(context().kubernetes())
                .objects(kind(), execution.namespace()).list().getItems().stream()
                        .filter(object -> execution
                                .objectName()
                                .equals(object.getMetadata().getAnnotations().get(Names.ANNOTATION_TRY)))
                        .findFirst()
                        .orElseThrow();
    }

    private void createLeader(TaskExecution execution, String status) {
        Pod pod = new PodBuilder()
                .withMetadata(leaderMetadata(execution)
                        .withName("leader-" + execution.objectName())
                        .withNamespace(execution.namespace())
                        .withCreationTimestamp("2026-11-24T10:00:00Z")
                        .build())
                .withNewSpec()
                .addNewContainer()
                .withName("leading")
                .endContainer()
                .endSpec()
                .withStatus(JobStates.parse(status, PodStatus.class))
                .build();
        context().kubernetes().resource(pod).create();
    }

    private Report report(TaskExecution execution) {
        return plugin().observe(execution).orElseThrow();
    }

    private Report.Phase phase(TaskExecution execution) {
        return ((Report.Active) report(execution)).phase();
    }

    private Failure failure(TaskExecution execution) {
        return ((Report.Failed) report(execution)).failure();
    }
}
