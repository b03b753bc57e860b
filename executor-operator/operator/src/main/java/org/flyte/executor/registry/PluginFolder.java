package org.flyte.executor.registry;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.flyte.executor.plugin.TaskPluginProvider;

/**
 * A folder of plugins: each a jar, or a folder of jars of which one is the plugin and the others are its libraries. Each has a class
 * loader of its own below that of the operator, so that their libraries do not meet.
 *
 * @param parent loads what the operator has
 */
record PluginFolder(Path folder, ClassLoader parent) {
    private static final String KEY = "flyte.executor.plugins-folder";

    /**
     * The providers of all plugins, in the order of the file names; none when there is no folder.
     *
     * @throws PluginException naming the jar, and the class where one is the cause
     */
    List<FoundProvider> providers() {
        List<FoundProvider> all = new ArrayList<>();
        for (Path entry : entries(folder)) {
            if (Files.isDirectory(entry)) {
                all.addAll(load(entry, jars(entry)));
            } else if (isJar(entry)) {
                all.addAll(load(entry, List.of(entry)));
            }
        }
        return all;
    }

    private List<FoundProvider> load(Path source, List<Path> jars) {
        jars.forEach(PluginFolder::checkReadable);
        URL[] urls = jars.stream().map(PluginFolder::url).toArray(URL[]::new);
        // Never closed: the plugin loads classes as long as the operator runs.
        ClassLoader loader = new URLClassLoader(source.getFileName().toString(), urls, parent);
        List<FoundProvider> found = new ArrayList<>();
        try {
            ServiceLoader.load(TaskPluginProvider.class, loader).stream()
                    .filter(provider -> provider.type().getClassLoader() == loader)
                    .forEach(provider -> found.add(new FoundProvider(provider.get(), source.toString())));
        } catch (ServiceConfigurationError | LinkageError e) {
            throw failed(source, e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause(), e);
        }
        if (found.isEmpty()) {
            throw failed(
                    source,
                    "no provider of %s is named in META-INF/services; libraries of a plugin go into a folder with it"
                            .formatted(TaskPluginProvider.class.getName()),
                    null);
        }
        return found;
    }

    private static List<Path> jars(Path plugin) {
        return entries(plugin).stream().filter(PluginFolder::isJar).toList();
    }

    private static boolean isJar(Path file) {
        return file.getFileName().toString().endsWith(".jar");
    }

    private static List<Path> entries(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            // A mounted ConfigMap or volume has entries of its own, which begin with a dot.
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed(folder, "the folder cannot be read: " + e, e);
        }
    }

    private static void checkReadable(Path jar) {
        try (JarFile _ = new JarFile(jar.toFile())) {
            return;
        } catch (IOException e) {
            throw failed(jar, "the jar cannot be read: " + e.getMessage(), e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw failed(jar, e.getMessage(), e);
        }
    }

    private static PluginException failed(Path file, String why, Throwable cause) {
        return new PluginException("%s: %s: %s".formatted(KEY, file, why), cause);
    }
}
