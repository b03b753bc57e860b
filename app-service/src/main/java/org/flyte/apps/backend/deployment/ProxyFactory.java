package org.flyte.apps.backend.deployment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.pod.AppPayload;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Makes the proxy of a pod, a native sidecar: it starts before the app, and ends after it. */
record ProxyFactory(AppsConfig.Proxy config) {
    private static final String NAME = "flyte-proxy";

    /** Whether pods have one. */
    boolean isWanted() {
        return config.image().isPresent();
    }

    /** The port of the pod that leads to the app. */
    int servedPort(ContainerPort port) {
        if (!isWanted()) {
            return port.getContainerPort();
        }
        return port.getContainerPort() == config.port() ? config.port() + 1 : config.port();
    }

    /** @throws InvalidArgument when the pod has a container of that name */
    static void check(AppPayload payload) {
        PodSpec pod = payload.pod();
        if (Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
                .anyMatch(container -> NAME.equals(container.getName()))) {
            throw new InvalidArgument("app.spec.pod.pod_spec has a container named %s, which is ours: rename it", NAME);
        }
    }

    void addTo(PodSpec pod, ContainerPort port) {
        List<Container> all = new ArrayList<>(List.of(proxy(port)));
        all.addAll(pod.getInitContainers());
        pod.setInitContainers(all);
    }

    private Container proxy(ContainerPort port) {
        int served = servedPort(port);
        return new ContainerBuilder()
                .withName(NAME)
                .withImage(config.image().orElseThrow())
                .withImagePullPolicy(config.imagePullPolicy())
                .withRestartPolicy("Always")
                .withCommand("/bin/copilot")
                .withArgs(
                        "proxy",
                        "--listen",
                        Integer.toString(served),
                        "--to",
                        Integer.toString(port.getContainerPort()))
                .addNewPort()
                .withContainerPort(served)
                .endPort()
                .withReadinessProbe(DeploymentFactory.answers(served))
                .withNewResources()
                .addToRequests("cpu", new Quantity(config.cpu()))
                .addToRequests("memory", new Quantity(config.memory()))
                .addToLimits("memory", new Quantity(config.memory()))
                .endResources()
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(65_532L)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .build();
    }
}
