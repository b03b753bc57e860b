package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flyte.copilot.Copilot;
import org.flyte.crd.Names;

/**
 * What copilot does in a pod of this node: it runs in this process, before the task and after it. Processes of this node share
 * one file system, so the folders of inputs and outputs are not where the task expects them: its command, arguments and variables
 * that name them are changed.
 */
public final class RawContainer {
    /** The image of copilot in the configuration of an operator whose pods run here. */
    public static final String BUILT_IN = "built-in";

    private static final String NAME_CHARACTER = "[-._a-zA-Z0-9]";

    /** Each transfer holds some 40 MiB in this process. */
    private static final Semaphore TRANSFERS = new Semaphore(4);

    private final Optional<Container> downloader;
    private final Optional<Container> uploader;
    private final List<Place> places;
    private final Map<String, String> environment;
    private final Optional<Path> store;
    private Optional<InitContainerEnd> downloaded = Optional.empty();
    private Optional<InitContainerEnd> uploaded = Optional.empty();

    private RawContainer(List<Container> copilots, Path folder, Map<String, String> environment, Optional<Path> store) {
        this.downloader = named(copilots, Names.COPILOT_DOWNLOADER);
        this.uploader = named(copilots, Names.COPILOT_UPLOADER);
        this.environment = environment;
        this.store = store;
        this.places = copilots.stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(mount -> new Place(
                        mount.getMountPath(), folder.resolve(mount.getName()).toAbsolutePath()))
                .toList();
    }

    /** A folder that the task knows by its mount path, and where it is on this machine. */
    private record Place(String mountPath, Path folder) {
        String moved(String text) {
            return Pattern.compile("(?<!%1$s|/)%2$s(?!%1$s)".formatted(NAME_CHARACTER, Pattern.quote(mountPath)))
                    .matcher(text)
                    .replaceAll(Matcher.quoteReplacement(folder.toString()));
        }
    }

    /**
     * Empty when the pod is of another kind.
     *
     * @param folder for what the task reads and leaves
     * @param environment of all pods of this node
     * @param store the folder that is the object store, if it is one
     */
    static Optional<RawContainer> of(Pod pod, Path folder, Map<String, String> environment, Optional<Path> store) {
        List<Container> copilots = pod.getSpec().getInitContainers().stream()
                .filter(container -> container.getName().equals(Names.COPILOT_DOWNLOADER)
                        || container.getName().equals(Names.COPILOT_UPLOADER))
                .toList();
        return copilots.isEmpty()
                ? Optional.empty()
                : Optional.of(new RawContainer(copilots, folder, environment, store));
    }

    /** Makes the folders and fetches the inputs; answers whether the task can start. */
    boolean download() throws IOException, InterruptedException {
        for (Place place : places) {
            Files.createDirectories(place.folder());
        }
        if (downloader.isPresent()) {
            downloaded = Optional.of(run("download", downloader.get()));
        }
        return downloaded.isEmpty() || downloaded.get().exitCode() == 0;
    }

    /** Stores the outputs, once the task has ended. */
    void upload() throws InterruptedException {
        if (uploader.isPresent()) {
            uploaded = Optional.of(run("upload", uploader.get()));
        }
    }

    /** With the places of the folders for the names that the task knows. */
    String moved(String text) {
        String result = text;
        for (Place place : places) {
            result = place.moved(result);
        }
        return result;
    }

    /** In the order of the pod's specification. */
    List<ContainerStatus> statuses() {
        return Stream.of(
                        uploader.map(container -> InitContainerEnd.status(container, uploaded)),
                        downloader.map(container -> InitContainerEnd.status(container, downloaded)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The first word of the arguments says what the image's shell does with copilot; the others are copilot's. */
    private InitContainerEnd run(String command, Container container) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        container.getArgs().stream().skip(1).map(this::placeOf).forEach(words::add);
        store.ifPresent(root -> words.addAll(List.of("--store-folder", root.toString())));
        Map<String, String> variables = new HashMap<>(environment);
        container.getEnv().forEach(variable -> variables.put(variable.getName(), variable.getValue()));
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        TRANSFERS.acquire();
        try (PrintStream lines = new PrintStream(log, true, StandardCharsets.UTF_8)) {
            int code = new Copilot(variables, lines).run(words);
            return new InitContainerEnd(
                    code, log.toString(StandardCharsets.UTF_8).strip());
        } finally {
            TRANSFERS.release();
        }
    }

    private String placeOf(String word) {
        return places.stream()
                .filter(place -> place.mountPath().equals(word))
                .map(place -> place.folder().toString())
                .findFirst()
                .orElse(word);
    }

    private static Optional<Container> named(List<Container> containers, String name) {
        return containers.stream()
                .filter(container -> container.getName().equals(name))
                .findFirst();
    }
}
