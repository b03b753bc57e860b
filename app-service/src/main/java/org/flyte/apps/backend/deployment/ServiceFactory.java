package org.flyte.apps.backend.deployment;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;

/** Makes the Service of an app: port 80 leads to the port of its pods. */
record ServiceFactory(String namespace, ProxyFactory proxy) {
    static final int PORT = 80;

    Service service(AppDefinition app, ContainerPort port) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(app.objectName())
                .withNamespace(namespace)
                .withLabels(AppLabels.of(app))
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of(AppLabels.APP, app.objectName()))
                .addNewPort()
                .withName("http")
                .withPort(PORT)
                .withNewTargetPort(proxy.servedPort(port))
                .withAppProtocol("h2c".equals(port.getName()) ? "kubernetes.io/h2c" : null)
                .endPort()
                .endSpec()
                .build();
    }
}
