package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The Secrets and ConfigMaps that a container mounts, as files of this machine that only its user can read. Processes of this node share
 * one file system, so the files are not where the container expects them: its variables that name the place are changed.
 *
 * @param secrets keys and values of a Secret
 * @param configMaps keys and values of a ConfigMap
 */
record MountedVolumes(
        Pod pod,
        Path folder,
        Function<String, Map<String, byte[]>> secrets,
        Function<String, Map<String, byte[]>> configMaps) {

    /**
     * Writes the files, and returns the variables with the places changed.
     *
     * @throws IllegalArgumentException when an object or a key does not exist
     */
    Map<String, String> mount(Container container, Map<String, String> variables) throws IOException {
        Map<String, String> result = new LinkedHashMap<>(variables);
        for (VolumeMount mount : container.getVolumeMounts()) {
            Optional<Content> content = volume(mount).flatMap(this::content);
            if (content.isPresent()) {
                Path place = folder.resolve(mount.getName());
                write(place, content.get());
                result.replaceAll((name, value) -> moved(value, mount.getMountPath(), place));
            }
        }
        return result;
    }

    /**
     * What is in a volume.
     *
     * @param object such as {@code Secret name}, for messages
     * @param items which keys there are, and where; empty for all
     */
    private record Content(String object, Map<String, byte[]> data, List<KeyToPath> items) {}

    private static String moved(String value, String mountPath, Path place) {
        return value.equals(mountPath) || value.startsWith(mountPath + "/")
                ? place + value.substring(mountPath.length())
                : value;
    }

    private Optional<Volume> volume(VolumeMount mount) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()))
                .findFirst();
    }

    private Optional<Content> content(Volume volume) {
        if (volume.getSecret() != null) {
            String name = volume.getSecret().getSecretName();
            return Optional.of(new Content(
                    "Secret " + name, secrets.apply(name), volume.getSecret().getItems()));
        }
        if (volume.getConfigMap() != null) {
            String name = volume.getConfigMap().getName();
            return Optional.of(new Content(
                    "ConfigMap " + name,
                    configMaps.apply(name),
                    volume.getConfigMap().getItems()));
        }
        return Optional.empty();
    }

    private static void write(Path place, Content content) throws IOException {
        for (Map.Entry<String, String> file : files(content).entrySet()) {
            byte[] value = content.data().get(file.getValue());
            if (value == null) {
                throw new IllegalArgumentException(
                        "key %s of %s does not exist".formatted(file.getValue(), content.object()));
            }
            Path path = place.resolve(file.getKey()).normalize();
            if (!path.startsWith(place)) {
                throw new IllegalArgumentException(
                        "path %s of %s leaves its volume".formatted(file.getKey(), content.object()));
            }
            Files.createDirectories(
                    path.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(path);
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(path, value);
        }
    }

    /** Paths and their keys. */
    private static Map<String, String> files(Content content) {
        Map<String, String> files = new TreeMap<>();
        if (content.items().isEmpty()) {
            content.data().keySet().forEach(key -> files.put(key, key));
        }
        for (KeyToPath item : content.items()) {
            files.put(item.getPath(), item.getKey());
        }
        return files;
    }
}
