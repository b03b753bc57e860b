package org.flyte.devbox.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The one container of a pod that runs here, and its command line. */
final class PodCommand {
    private static final String PRIMARY = "primary";

    private PodCommand() {}

    /** The container named {@code primary}, else the first: sidecars have no place on this node. */
    static Container container(Pod pod) {
        List<Container> all = pod.getSpec().getContainers();
        return all.stream()
                .filter(container -> PRIMARY.equals(container.getName()))
                .findFirst()
                .orElseGet(all::getFirst);
    }

    static List<String> line(Container container, Map<String, String> variables) {
        List<String> words = Stream.concat(container.getCommand().stream(), container.getArgs().stream())
                .map(word -> PodEnvironment.expand(word, variables))
                .toList();
        if (words.isEmpty()) {
            throw new IllegalArgumentException(
                    "container %s has neither command nor args, and images have no meaning on the local node"
                            .formatted(container.getName()));
        }
        return words;
    }
}
