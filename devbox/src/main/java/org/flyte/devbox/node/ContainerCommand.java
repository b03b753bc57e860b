package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command line of the one container of a pod that runs here. */
record ContainerCommand(Container container) {
    private static final String PRIMARY = "primary";

    /** The container named {@code primary}, else the first: this node runs no sidecars. */
    static ContainerCommand of(Pod pod) {
        List<Container> all = pod.getSpec().getContainers();
        return new ContainerCommand(all.stream()
                .filter(container -> PRIMARY.equals(container.getName()))
                .findFirst()
                .orElseGet(all::getFirst));
    }

    /** Command and arguments with their variables replaced. */
    List<String> line(Map<String, String> variables) {
        List<String> words = Stream.concat(container.getCommand().stream(), container.getArgs().stream())
                .map(word -> EnvironmentResolver.expand(word, variables))
                .toList();
        if (words.isEmpty()) {
            throw new IllegalArgumentException(
                    "container %s has neither command nor args, and the local node does not run images: set one of them"
                            .formatted(container.getName()));
        }
        return words;
    }
}
