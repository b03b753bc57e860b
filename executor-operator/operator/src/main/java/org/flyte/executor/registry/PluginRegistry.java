package org.flyte.executor.registry;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TypeClaim;
import org.jboss.logging.Logger;

/** The plugins of this operator, and which one carries out which type of tasks. */
@ApplicationScoped
public class PluginRegistry {
    private static final Logger LOG = Logger.getLogger(PluginRegistry.class);

    /** Of an action that no plugin carries out: it does nothing. */
    public static final TaskPlugin NONE = new NoPlugin();

    /** What a task without a type is. */
    private static final String NO_TYPE = "container";

    private final TypeAssignment types;
    private final WatchedKinds kinds;
    /** In the order they were found in. */
    private final Map<FoundProvider, TaskPlugin> plugins = new LinkedHashMap<>();

    PluginRegistry(PluginFinder finder, PluginContexts contexts, WatchedKinds kinds, ExecutorConfig config) {
        var found = finder.find();
        this.types = new TypeAssignment(found, config.plugins());
        this.kinds = kinds;
        for (FoundProvider provider : found) {
            plugins.put(provider, create(provider, contexts));
            kinds.watch(provider.provider().kinds());
        }
        LOG.infof(
                "plugins: %s", found.stream().map(FoundProvider::name).sorted().collect(Collectors.joining(", ")));
    }

    /** Made when the operator starts, so that a plugin or a setting that is wrong ends it. */
    void start(@Observes StartupEvent event) {}

    @PreDestroy
    void stop() {
        plugins.values().forEach(TaskPlugin::close);
    }

    /** Which plugin carries out a type now; a task without a type is a container. */
    public Resolution resolve(String taskType) {
        String type = orContainer(taskType);
        Optional<FoundProvider> assigned = types.of(type);
        return assigned.isPresent() ? available(type, assigned.get()) : discovered(type);
    }

    /** The plugin of an action that has ended, or is to end: one that does nothing when none carries out its type. */
    public TaskPlugin ofEnded(String taskType) {
        String type = orContainer(taskType);
        return types.of(type)
                .map(plugins::get)
                .or(() -> plugins.values().stream()
                        .filter(plugin -> plugin.claims(type) != TypeClaim.NO)
                        .findFirst())
                .orElse(NONE);
    }

    private Resolution available(String type, FoundProvider found) {
        for (ObjectKind kind : found.provider().kinds()) {
            switch (kinds.state(kind)) {
                case WATCHED -> {}
                case NOT_KNOWN_YET -> {
                    return new Resolution.NotKnownYet(
                            "%s is not watched yet: %s".formatted(kind.crd(), kinds.problem(kind)));
                }
                case ABSENT -> {
                    return new Resolution.Refused(Failure.permanent(
                            Failure.CRD_NOT_FOUND,
                            "task type '%s' needs the kind %s (%s): install the CustomResourceDefinition %s"
                                    .formatted(type, kind.kind(), kind.apiVersion(), kind.crd())));
                }
            }
        }
        return new Resolution.Found(plugins.get(found));
    }

    private Resolution discovered(String type) {
        boolean complete = true;
        for (var plugin : plugins.entrySet()) {
            switch (plugin.getValue().claims(type)) {
                case YES -> {
                    return available(type, plugin.getKey());
                }
                case NO -> {}
                case NOT_KNOWN_YET -> complete = false;
            }
        }
        return complete
                ? new Resolution.Refused(notFound(type))
                : new Resolution.NotKnownYet("plugins still find out whether they carry out '%s'".formatted(type));
    }

    private Failure notFound(String type) {
        return Failure.permanent(
                Failure.PLUGIN_NOT_FOUND,
                "no plugin carries out the task type '%s'; the types are: %s; flyte.executor.plugins.%s maps it to a plugin: %s"
                        .formatted(
                                type,
                                types.types(),
                                type,
                                plugins.keySet().stream()
                                        .map(FoundProvider::name)
                                        .sorted()
                                        .collect(Collectors.joining(", "))));
    }

    private static TaskPlugin create(FoundProvider found, PluginContexts contexts) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(found.provider().getClass().getClassLoader());
            return found.provider().create(contexts.of(found.name()));
        } catch (RuntimeException | LinkageError e) {
            throw new PluginException("%s cannot be made: %s".formatted(found.describe(), e), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String orContainer(String taskType) {
        return taskType == null || taskType.isEmpty() ? NO_TYPE : taskType;
    }
}
