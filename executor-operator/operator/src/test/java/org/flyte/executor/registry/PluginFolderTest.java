package org.flyte.executor.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.registry.fixture.FailingProvider;
import org.flyte.executor.registry.fixture.OutsideProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFolderTest {
    private static final String SERVICES = "META-INF/services/" + TaskPluginProvider.class.getName();

    @TempDir
    Path folder;

    @Test
    void findsThePluginsOfJarsAndOfFolders() throws IOException {
        jar("b.jar", OutsideProvider.class);
        Files.createDirectory(folder.resolve("a"));
        jar("a/plugin.jar", OutsideProvider.class);
        Files.writeString(folder.resolve("README"), "not a plugin");

        List<FoundProvider> found = providers();

        assertThat(found).extracting(FoundProvider::source).containsExactly(path("a"), path("b.jar"));
        assertThat(found).extracting(FoundProvider::name).containsExactly("outside", "outside");
        assertThat(found.getFirst().provider().getClass())
                .as("each plugin has its own classes")
                .isNotEqualTo(found.getLast().provider().getClass());
    }

    @Test
    void findsNothingInAnEmptyOrMissingFolder() {
        assertThat(providers()).isEmpty();
        assertThat(new PluginFolder(folder.resolve("missing"), getClass().getClassLoader()).providers())
                .isEmpty();
    }

    @Test
    void namesAJarThatCannotBeRead() throws IOException {
        Files.writeString(folder.resolve("broken.jar"), "no zip");

        assertThatThrownBy(this::providers)
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("flyte.executor.plugins-folder: " + path("broken.jar") + ": ")
                .message()
                .hasLineCount(1);
    }

    @Test
    void namesAProviderThatDoesNotExist() throws IOException {
        write("absent.jar", Map.of(SERVICES, "org.acme.Absent".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(this::providers)
                .isInstanceOf(PluginException.class)
                .hasMessageContainingAll(path("absent.jar"), "org.acme.Absent");
    }

    @Test
    void namesAProviderThatCannotBeMade() throws IOException {
        jar("failing.jar", FailingProvider.class, OutsideProvider.class);

        assertThatThrownBy(this::providers)
                .isInstanceOf(PluginException.class)
                .hasMessageContainingAll(path("failing.jar"), FailingProvider.class.getName(), "no such library");
    }

    @Test
    void refusesAJarWithoutAProvider() throws IOException {
        write("library.jar", Map.of("library.txt", new byte[0]));

        assertThatThrownBy(this::providers)
                .isInstanceOf(PluginException.class)
                .hasMessageContainingAll(path("library.jar"), "META-INF/services");
    }

    private List<FoundProvider> providers() {
        return new PluginFolder(folder, new WithoutFixtures(getClass().getClassLoader())).providers();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void jar(String name, Class<?> provider, Class<?>... others) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        add(entries, provider);
        for (Class<?> other : others) {
            add(entries, other);
        }
        entries.put(SERVICES, provider.getName().getBytes(StandardCharsets.UTF_8));
        write(name, entries);
    }

    private static void add(Map<String, byte[]> entries, Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(file)) {
            entries.put(file, bytes.readAllBytes());
        }
    }

    private void write(String name, Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
        try (OutputStream file = Files.newOutputStream(folder.resolve(name))) {
            bytes.writeTo(file);
        }
    }

    /** The class loader of an operator, which does not have the classes of the plugins. */
    private static final class WithoutFixtures extends ClassLoader {
        WithoutFixtures(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.flyte.executor.registry.fixture.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
