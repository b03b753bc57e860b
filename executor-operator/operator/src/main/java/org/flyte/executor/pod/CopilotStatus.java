package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Optional;
import org.flyte.executor.plugin.Failure;

/** What copilot does in a pod, if the pod is that of a raw container. */
record CopilotStatus(PodStatus status) {
    static boolean isOfCopilot(EndedContainer container) {
        return container.name().equals(CopilotContainers.DOWNLOADER)
                || container.name().equals(CopilotContainers.UPLOADER);
    }

    boolean isPresent() {
        return find(CopilotContainers.DOWNLOADER).isPresent()
                || find(CopilotContainers.UPLOADER).isPresent();
    }

    /** Whether outputs are being stored, or will be; the kubelet ends that within the grace period of the pod. */
    boolean isUploading() {
        return find(CopilotContainers.UPLOADER)
                .filter(uploader -> EndedContainer.current(uploader).isEmpty())
                .isPresent();
    }

    /** Why outputs were not stored, as far as the pod shows it. */
    Optional<Failure> failure() {
        return failed(CopilotContainers.UPLOADER, Failure.OUTPUT_UPLOAD_FAILED);
    }

    /** Why inputs were not fetched, as far as the pod shows it. */
    Optional<Failure> downloadFailure() {
        return failed(CopilotContainers.DOWNLOADER, Failure.INPUT_DOWNLOAD_FAILED);
    }

    private Optional<Failure> failed(String name, String code) {
        return EndedContainer.allOf(status)
                .filter(container -> container.name().equals(name) && !container.hasSucceeded())
                .findFirst()
                .map(container -> Failure.system(code, container.describe()));
    }

    private Optional<ContainerStatus> find(String name) {
        return status.getInitContainerStatuses().stream()
                .filter(container -> container.getName().equals(name))
                .findFirst();
    }
}
