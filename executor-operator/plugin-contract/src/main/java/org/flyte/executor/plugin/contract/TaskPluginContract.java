package org.flyte.executor.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.StartResult;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.task.Inputs;
import org.flyte.platform.testkit.KubernetesApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator relies on in every plugin. A plugin has a test that extends this, and says what is particular about it. */
public abstract class TaskPluginContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private KubernetesClient client;
    private ContractContext context;
    private TaskPluginProvider provider;
    private TaskPlugin plugin;

    /** A new provider. */
    protected abstract TaskPluginProvider provider();

    /** A task that the plugin carries out. */
    protected abstract TaskTemplate template();

    /** A task of its type that it cannot carry out. */
    protected abstract TaskTemplate badTemplate();

    /** Brings a try that was started to its good end, as its controller would. */
    protected abstract void complete(TaskExecution execution);

    /** The inputs of the task. */
    protected Inputs inputs() {
        return Inputs.getDefaultInstance();
    }

    protected Map<String, String> settings() {
        return Map.of();
    }

    /** Whether {@link ServiceLoader} finds the provider; not when the operator makes it itself. */
    protected boolean isService() {
        return true;
    }

    /** A client of the stand-in of the Kubernetes API. */
    protected KubernetesClient newClient() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(KubernetesApi.url())
                        .withNamespace(KubernetesApi.NAMESPACE)
                        .withTrustCerts(true)
                        .build())
                .build();
    }

    /** What the plugin is given. */
    protected final ContractContext context() {
        return context;
    }

    /** The plugin under test. */
    protected final TaskPlugin plugin() {
        return plugin;
    }

    @BeforeEach
    void createPlugin() {
        client = newClient();
        provider = provider();
        context = new ContractContext(client, new PluginSettings(provider.name(), settings()));
        plugin = provider.create(context);
    }

    @AfterEach
    void closePlugin() {
        plugin.close();
        client.close();
    }

    @Test
    void isFoundByItsProvider() {
        assertThat(provider.name()).matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
        assertThat(provider.name()).isEqualTo(provider().name());
        assertThat(provider.taskTypes()).isEqualTo(provider().taskTypes());
        if (isService()) {
            assertThat(ServiceLoader.load(TaskPluginProvider.class).stream().map(ServiceLoader.Provider::type))
                    .as("META-INF/services names the provider")
                    .anyMatch(type -> type.equals(provider.getClass()));
        }
    }

    @Test
    void knowsNothingOfATryThatWasNotStarted() {
        TaskExecution execution = execution();

        assertThat(plugin.observe(execution)).isEmpty();
        assertThat(plugin.observeLive(execution)).isEmpty();
        assertThat(plugin.logs(execution)).isEmpty();
        plugin.stop(execution);
        plugin.stopLeftovers(execution, name -> false);
        assertThat(objects(execution)).isEmpty();
    }

    @Test
    void startsATryOnce() {
        TaskExecution started = started(execution());
        List<String> names = names(started);

        StartResult again = plugin.start(started);

        assertThat(again).isNotInstanceOf(StartResult.Pending.class);
        assertThat(names(started)).isEqualTo(names);
        assertThat(report(started)).isNotInstanceOf(Report.Failed.class);
    }

    @Test
    void reportsTheGoodEnd() {
        TaskExecution started = started(execution());

        complete(started);

        await().atMost(PATIENCE).until(() -> report(started).isOver());
        assertThat(report(started)).isInstanceOf(Report.Completed.class);
        plugin.stop(started);
        assertThat(report(started)).as("an end is not undone").isInstanceOf(Report.Completed.class);
    }

    @Test
    void reportsTheSameWhileNothingHappens() {
        TaskExecution started = started(execution());

        assertThat(report(started)).isEqualTo(report(started));
    }

    @Test
    void knowsAStartedTryAfterARestart() {
        TaskExecution started = started(execution());
        Report before = report(started);

        TaskPlugin restarted = provider().create(context);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(restarted.observe(started).or(() -> restarted.observeLive(started)))
                        .contains(before));
        restarted.close();
    }

    @Test
    void tellsTriesApart() {
        TaskExecution first = started(execution());
        TaskExecution second = ContractActions.next(first);

        assertThat(plugin.observe(second)).isEmpty();
        assertThat(plugin.observeLive(second)).isEmpty();

        TaskExecution both = started(second);
        assertThat(names(both)).doesNotHaveDuplicates();
        assertThat(names(both).size()).isGreaterThanOrEqualTo(names(first).isEmpty() ? 0 : 2);
    }

    @Test
    void stopsWhatRuns() {
        TaskExecution started = started(execution());

        plugin.stop(started);
        plugin.stop(started);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(running(started)).isEmpty());
    }

    @Test
    void stopsEarlierTriesAndKeepsTheCurrentOne() {
        TaskExecution first = started(execution());
        List<String> ofFirst = names(first);
        TaskExecution second = started(ContractActions.next(first));
        List<String> ofSecond =
                names(second).stream().filter(name -> !ofFirst.contains(name)).toList();

        plugin.stopLeftovers(second, name -> name.equals(second.objectName()));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(running(second).stream()
                                .map(object -> object.getMetadata().getName()))
                        .containsExactlyInAnyOrderElementsOf(ofSecond));
    }

    @Test
    void marksItsObjects() {
        TaskExecution started = started(execution());

        assertThat(objects(started)).allSatisfy(object -> {
            ObjectMeta meta = object.getMetadata();
            assertThat(meta.getLabels()).containsEntry(Names.LABEL_MANAGED, "true");
            assertThat(meta.getOwnerReferences())
                    .anyMatch(owner ->
                            started.uid().equals(owner.getUid()) && Boolean.TRUE.equals(owner.getController()));
            assertThat(meta.getName()).matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?").hasSizeLessThanOrEqualTo(253);
        });
    }

    @Test
    void refusesATaskThatItCannotCarryOut() {
        TaskExecution execution = execution().with(badTemplate());

        assertThatThrownBy(() -> start(execution)).isInstanceOfSatisfying(StartException.class, refused -> {
            assertThat(refused.failure()).isNotNull();
            assertThat(refused.failure().retryable()).isFalse();
            assertThat(refused.failure().isSystem()).isFalse();
            assertThat(refused.failure().message()).isNotBlank();
        });
        assertThat(objects(execution)).isEmpty();
    }

    /** The first try of a new action, with its inputs stored. */
    protected final TaskExecution execution() {
        TaskExecution execution = ContractActions.execution(KubernetesApi.NAMESPACE, template());
        context.files().write(execution.inputs().file(), inputs().toByteArray());
        return execution;
    }

    /** The try once it was started, with its state recorded. */
    protected final TaskExecution started(TaskExecution execution) {
        Details details = start(execution);
        TaskExecution started = ContractActions.recorded(execution, details);
        await().atMost(PATIENCE).until(() -> plugin.observe(started).isPresent());
        return started;
    }

    /** As the operator starts a try: again, until it is not pending. */
    private Details start(TaskExecution execution) {
        StartResult result = plugin.start(execution);
        while (result instanceof StartResult.Pending) {
            await().atMost(PATIENCE)
                    .until(() -> execution
                            .action()
                            .getMetadata()
                            .getName()
                            .equals(context.woken().poll()));
            result = plugin.start(execution);
        }
        return result instanceof StartResult.Started started ? started.details() : Details.NONE;
    }

    private Report report(TaskExecution execution) {
        return plugin.observe(execution).orElseThrow();
    }

    private List<String> names(TaskExecution execution) {
        return objects(execution).stream()
                .map(object -> object.getMetadata().getName())
                .toList();
    }

    private List<HasMetadata> running(TaskExecution execution) {
        return objects(execution).stream()
                .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** The objects of all tries of the action: those of the kinds of the plugin, and pods. */
    protected final List<HasMetadata> objects(TaskExecution execution) {
        ApiObjects api = new ApiObjects(client);
        Stream<HasMetadata> ofKinds = provider.kinds().stream()
                .flatMap(kind -> api.objects(kind, execution.namespace()).list().getItems().stream());
        Stream<HasMetadata> pods = client.pods().inNamespace(execution.namespace()).list().getItems().stream()
                .map(HasMetadata.class::cast);
        return Stream.concat(ofKinds, pods)
                .filter(object -> isOf(object, execution))
                .toList();
    }

    private static boolean isOf(HasMetadata object, TaskExecution execution) {
        return Optional.ofNullable(object.getMetadata().getOwnerReferences()).orElse(List.of()).stream()
                .anyMatch(owner -> execution.uid().equals(owner.getUid()));
    }
}
