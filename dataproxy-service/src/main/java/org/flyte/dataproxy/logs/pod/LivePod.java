package org.flyte.dataproxy.logs.pod;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.crd.Names;

/**
 * A pod as the API shows it.
 *
 * @param ended whether none of its containers will run again
 * @param containers by name, those that have a status
 */
public record LivePod(Map<String, String> labels, boolean ended, Map<String, ContainerStatus> containers) {
    /**
     * The state of a container.
     *
     * @param ended whether it has ended and is not waiting for a restart
     * @param restarts how often it was started again in its place
     */
    public record ContainerStatus(boolean ended, int restarts) {}

    /** Whether it has these labels, among others. */
    public boolean hasLabels(Map<String, String> wanted) {
        Set<Map.Entry<String, String>> own = labels.entrySet();
        return own.containsAll(wanted.entrySet());
    }

    /** Whether it carries out several actions, whose lines are stamped. */
    public boolean isShared() {
        return labels.containsKey(Names.LABEL_POOL);
    }

    /** Whether that container will print no more. */
    public boolean hasEnded(String container) {
        return ended
                || Optional.ofNullable(containers.get(container))
                        .filter(ContainerStatus::ended)
                        .isPresent();
    }

    /** How often that container was started again. */
    public int restartsOf(String container) {
        return Optional.ofNullable(containers.get(container))
                .map(ContainerStatus::restarts)
                .orElse(0);
    }
}
