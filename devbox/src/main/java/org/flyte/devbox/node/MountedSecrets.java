package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The secrets that a container mounts, as files of this machine that only its user can read. Processes of this node share one file
 * system, so the files are not where the container expects them: its variables that name the place are changed.
 *
 * @param secrets keys and values of a Secret
 */
record MountedSecrets(Pod pod, Path folder, Function<String, Map<String, byte[]>> secrets) {

    /**
     * Writes the files, and returns the variables with the places changed.
     *
     * @throws IllegalArgumentException when a Secret or a key does not exist
     */
    Map<String, String> mount(Container container, Map<String, String> variables) throws IOException {
        Map<String, String> result = new LinkedHashMap<>(variables);
        for (VolumeMount mount : container.getVolumeMounts()) {
            SecretVolumeSource source = secretOf(mount);
            if (source != null) {
                Path place = folder.resolve(mount.getName());
                write(place, source);
                result.replaceAll((name, value) -> moved(value, mount.getMountPath(), place));
            }
        }
        return result;
    }

    private static String moved(String value, String mountPath, Path place) {
        return value.equals(mountPath) || value.startsWith(mountPath + "/")
                ? place + value.substring(mountPath.length())
                : value;
    }

    private SecretVolumeSource secretOf(VolumeMount mount) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()))
                .map(Volume::getSecret)
                .filter(secret -> secret != null)
                .findFirst()
                .orElse(null);
    }

    private void write(Path place, SecretVolumeSource source) throws IOException {
        Map<String, byte[]> data = secrets.apply(source.getSecretName());
        for (Map.Entry<String, String> file : files(source, data).entrySet()) {
            byte[] value = data.get(file.getValue());
            if (value == null) {
                throw new IllegalArgumentException(
                        "key %s of Secret %s does not exist".formatted(file.getValue(), source.getSecretName()));
            }
            Path path = place.resolve(file.getKey()).normalize();
            if (!path.startsWith(place)) {
                throw new IllegalArgumentException("path %s of a Secret leaves its volume".formatted(file.getKey()));
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
    private static Map<String, String> files(SecretVolumeSource source, Map<String, byte[]> data) {
        Map<String, String> files = new TreeMap<>();
        if (source.getItems().isEmpty()) {
            data.keySet().forEach(key -> files.put(key, key));
        }
        for (KeyToPath item : source.getItems()) {
            files.put(item.getPath(), item.getKey());
        }
        return files;
    }
}
