package org.flyte.apps.backend.deployment;

import com.google.protobuf.util.Durations;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppAddresses;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;
import org.flyte.apps.backend.AppObjectKind;
import org.flyte.idl.app.Spec;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Makes what leads from the public address of an app to its Service. */
@ApplicationScoped
class RouteFactory {
    private final AppAddresses addresses;
    private final AppsConfig.Route config;
    private final String namespace;
    private final RouteKind kind;

    RouteFactory(AppAddresses addresses, AppsConfig config) {
        this.addresses = addresses;
        this.config = config.route();
        this.namespace = config.namespace();
        this.kind = RouteKind.of(config.route().kind());
        if (kind != RouteKind.NONE && !addresses.hasHostNames()) {
            throw new IllegalArgumentException(
                    "flyte.apps.route.kind %s needs flyte.apps.public-url with {app} in its host name"
                            .formatted(config.route().kind()));
        }
        if (kind == RouteKind.HTTPROUTE && config.route().gateway().isEmpty()) {
            throw new IllegalArgumentException("flyte.apps.route.kind httproute needs flyte.apps.route.gateway");
        }
    }

    /** Whether routes end requests that take too long. */
    boolean limitsRequests() {
        return kind == RouteKind.HTTPROUTE;
    }

    /** Refuses a public address for an app that wants its users to have logged in, where nothing asks for a login. */
    void check(AppDefinition app) {
        Spec spec = app.spec();
        boolean isPublic = kind != RouteKind.NONE && !spec.getIngress().getPrivate();
        if (isPublic && !config.login() && !spec.getSecurityContext().getAllowAnonymous()) {
            throw new InvalidArgument(
                    "app.spec.security_context.allow_anonymous is false, and nothing asks users of apps for a login "
                            + "here: set requires_auth=False, or flyte.apps.route.login once a proxy does");
        }
        if (!spec.getIngress().getCname().isEmpty() && kind == RouteKind.NONE) {
            throw new InvalidArgument("app.spec.ingress.cname needs flyte.apps.route.kind: leave it out");
        }
    }

    List<AppObjectKind<?>> kinds() {
        return switch (kind) {
            case NONE -> List.of();
            case HTTPROUTE -> List.of(AppObjectKind.of(HTTPRoute.class));
            case INGRESS -> List.of(AppObjectKind.of(Ingress.class));
        };
    }

    /** None for an app that is stopped or private. */
    List<HasMetadata> routes(AppDefinition app, ContainerPort port) {
        List<String> hosts = new ArrayList<>();
        addresses.host(app, port.getContainerPort()).ifPresent(hosts::add);
        String cname = app.spec().getIngress().getCname();
        if (!cname.isEmpty() && !app.spec().getIngress().getPrivate()) {
            hosts.add(cname);
        }
        if (app.isStopped() || hosts.isEmpty()) {
            return List.of();
        }
        return switch (kind) {
            case NONE -> List.of();
            case HTTPROUTE -> List.of(httpRoute(app, hosts));
            case INGRESS -> List.of(ingress(app, hosts));
        };
    }

    private HTTPRoute httpRoute(AppDefinition app, List<String> hosts) {
        String[] gateway = config.gateway().orElseThrow().split("/", 2);
        Optional<String> timeout = Optional.of(app.spec().getTimeouts().getRequestTimeout())
                .filter(Durations::isPositive)
                .map(duration -> Durations.toMillis(duration) + "ms");
        return new HTTPRouteBuilder()
                .withNewMetadata()
                .withName(app.objectName())
                .withNamespace(namespace)
                .withLabels(AppLabels.of(app))
                .withAnnotations(config.annotations())
                .endMetadata()
                .withNewSpec()
                .withHostnames(hosts)
                .addNewParentRef()
                .withNamespace(gateway.length == 2 ? gateway[0] : null)
                .withName(gateway[gateway.length - 1])
                .endParentRef()
                .addNewRule()
                // Streams last as long as their clients want.
                .withNewTimeouts()
                .withRequest(timeout.orElse("0s"))
                .endTimeouts()
                .addNewBackendRef()
                .withName(app.objectName())
                .withPort(ServiceFactory.PORT)
                .endBackendRef()
                .endRule()
                .endSpec()
                .build();
    }

    private Ingress ingress(AppDefinition app, List<String> hosts) {
        var spec = new IngressBuilder()
                .withNewMetadata()
                .withName(app.objectName())
                .withNamespace(namespace)
                .withLabels(AppLabels.of(app))
                .withAnnotations(config.annotations())
                .endMetadata()
                .withNewSpec()
                .withIngressClassName(config.ingressClass().orElse(null));
        for (String host : hosts) {
            spec.addNewRule()
                    .withHost(host)
                    .withNewHttp()
                    .addNewPath()
                    .withPath("/")
                    .withPathType("Prefix")
                    .withNewBackend()
                    .withNewService()
                    .withName(app.objectName())
                    .withNewPort()
                    .withNumber(ServiceFactory.PORT)
                    .endPort()
                    .endService()
                    .endBackend()
                    .endPath()
                    .endHttp()
                    .endRule();
        }
        return spec.endSpec().build();
    }
}
