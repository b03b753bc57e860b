package org.flyte.executor.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.TaskPluginProvider;

/** Finds the providers of plugins: those of the operator, on its class path, and in the configured folder. */
@ApplicationScoped
class PluginFinder {
    private static final String OPERATOR = "the operator";

    private final Iterable<TaskPluginProvider> beans;
    private final ExecutorConfig config;

    PluginFinder(@Any Instance<TaskPluginProvider> beans, ExecutorConfig config) {
        this.beans = beans;
        this.config = config;
    }

    /** @throws PluginException when one cannot be used */
    List<FoundProvider> find() {
        List<FoundProvider> found = new ArrayList<>();
        beans.forEach(provider -> found.add(new FoundProvider(provider, OPERATOR)));
        ClassLoader loader = PluginFinder.class.getClassLoader();
        try {
            ServiceLoader.load(TaskPluginProvider.class, loader)
                    .forEach(provider -> found.add(new FoundProvider(provider, OPERATOR)));
        } catch (ServiceConfigurationError e) {
            throw new PluginException("a plugin on the class path cannot be loaded: " + e.getMessage(), e);
        }
        config.pluginsFolder().ifPresent(folder -> found.addAll(new PluginFolder(Path.of(folder), loader).providers()));
        return withoutDisabled(found, config.disabledPlugins().orElse(List.of()));
    }

    /** @throws PluginException when a name is none of a plugin, so that a misspelt one is not ignored */
    static List<FoundProvider> withoutDisabled(List<FoundProvider> found, List<String> disabled) {
        Set<String> names = found.stream().map(FoundProvider::name).collect(Collectors.toCollection(TreeSet::new));
        for (String name : disabled) {
            if (!names.contains(name)) {
                throw new PluginException(
                        "flyte.executor.disabled-plugins names '%s', which does not exist; the plugins are: %s"
                                .formatted(name, String.join(", ", names)),
                        null);
            }
        }
        return found.stream()
                .filter(provider -> !disabled.contains(provider.name()))
                .toList();
    }
}
