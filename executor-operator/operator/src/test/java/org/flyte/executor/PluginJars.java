package org.flyte.executor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.flyte.executor.plugin.TaskPluginProvider;

/** A folder with the jars of two plugins, compiled from sources that the operator does not have on its class path. */
public final class PluginJars implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("flyte-operator-plugins-");
            build(
                    folder,
                    "job.jar",
                    Path.of("../../examples/executor-plugin/src/main/java"),
                    "org.example.job.JobPluginProvider");
            build(folder, "widget.jar", Path.of("src/test/plugins"), "org.example.widget.WidgetProvider");
            return Map.of(
                    "flyte.executor.plugins-folder", folder.toString(),
                    "flyte.executor.recheck-kinds", "1s",
                    "flyte.executor.plugin.widget.size", "7",
                    "flyte.executor.plugin.job.dashboard", "https://dashboard/%s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void build(Path folder, String name, Path sources, String provider) throws IOException {
        Path classes = Files.createTempDirectory("flyte-operator-plugin-classes-");
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .forEach(file -> arguments.add(file.toString()));
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new IllegalStateException("the plugin in " + sources + " does not compile");
        }
        pack(folder.resolve(name), classes, provider);
    }

    private static void pack(Path file, Path classes, String provider) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(bytes);
                Stream<Path> compiled = Files.walk(classes)) {
            jar.putNextEntry(new JarEntry("META-INF/services/" + TaskPluginProvider.class.getName()));
            jar.write(provider.getBytes(StandardCharsets.UTF_8));
            for (Path type : compiled.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(type).toString()));
                jar.write(Files.readAllBytes(type));
            }
        }
    }

    @Override
    public void stop() {}
}
