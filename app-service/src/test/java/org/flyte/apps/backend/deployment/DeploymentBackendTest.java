package org.flyte.apps.backend.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.Backends;
import org.flyte.apps.backend.GoldenObjects;
import org.flyte.apps.backend.Settings;
import org.flyte.idl.app.SecurityContext;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentBackendTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"container", "pod", "scaled", "stopped", "secrets"})
    void makesTheObjectsOfAnApp(String name) throws IOException {
        GoldenObjects.check(backend(Map.of()), name);
    }

    @Test
    void leadsTheServiceToAProxyInThePod() throws IOException {
        AppsConfig.Proxy config =
                Settings.of(Map.of("flyte.apps.proxy.image", "copilot:1")).proxy();

        GoldenObjects.check(backend(Map.of("flyte.apps.proxy.image", "copilot:1")), "proxied");
        assertThat(new ProxyFactory(config)
                        .servedPort(new ContainerPortBuilder()
                                .withContainerPort(8012)
                                .build()))
                .isEqualTo(8013);
    }

    @Test
    void leadsAnHttpRouteOrAnIngressToAnAppThatIsPublic() throws IOException {
        GoldenObjects.check(
                backend(Map.of("flyte.apps.route.kind", "httproute", "flyte.apps.route.gateway", "web/edge")),
                "routed");
        assertThat(kinds(
                        backend(Map.of("flyte.apps.route.kind", "ingress", "flyte.apps.route.ingress-class", "nginx")),
                        "container"))
                .contains("Ingress");
        assertThat(kinds(backend(Map.of("flyte.apps.route.kind", "ingress")), "private"))
                .doesNotContain("Ingress");
        assertThat(kinds(backend(Map.of("flyte.apps.route.kind", "ingress")), "stopped"))
                .doesNotContain("Ingress");
    }

    @Test
    void refusesAPublicRouteWhereNothingAsksForALogin() throws IOException {
        AppDefinition app = GoldenObjects.app("container");
        AppDefinition closed = new AppDefinition(
                app.key(),
                app.objectName(),
                app.revision(),
                app.spec().toBuilder()
                        .setSecurityContext(SecurityContext.getDefaultInstance())
                        .build());

        assertThatThrownBy(() ->
                        backend(Map.of("flyte.apps.route.kind", "ingress")).check(closed))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("set requires_auth=False");
        backend(Map.of("flyte.apps.route.kind", "ingress", "flyte.apps.route.login", "true"))
                .check(closed);
    }

    @Test
    void namesTheKeysThatAreMissingOrWrong() {
        assertThatThrownBy(() -> backend(Map.of("flyte.apps.route.kind", "httproute")))
                .hasMessageContaining("needs flyte.apps.route.gateway");
        assertThatThrownBy(() -> backend(Map.of("flyte.apps.route.kind", "road")))
                .hasMessageContaining("flyte.apps.route.kind is road");
        assertThatThrownBy(() -> backend(
                        Map.of("flyte.apps.route.kind", "ingress", "flyte.apps.public-url", "http://localhost:{port}")))
                .hasMessageContaining("needs flyte.apps.public-url with {app}");
    }

    @Test
    void keepsTheNumberOfReplicasThatTheAutoscalerHasChosen() throws IOException {
        DeploymentBackend backend = backend(Map.of());
        Deployment before = deployment(backend, "scaled");
        before.getSpec().setReplicas(4);
        Deployment after = deployment(backend, "scaled");
        backend.adopt(before, after);
        assertThat(after.getSpec().getReplicas()).isEqualTo(4);

        before.getSpec().setReplicas(9);
        backend.adopt(before, after);
        assertThat(after.getSpec().getReplicas()).as("at most").isEqualTo(5);

        before.getSpec().setReplicas(0);
        Deployment started = deployment(backend, "scaled");
        backend.adopt(before, started);
        assertThat(started.getSpec().getReplicas()).as("it was stopped").isEqualTo(2);
    }

    private static Deployment deployment(DeploymentBackend backend, String name) throws IOException {
        return backend.objects(GoldenObjects.app(name)).stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Iterable<String> kinds(DeploymentBackend backend, String name) throws IOException {
        return backend.objects(GoldenObjects.app(name)).stream()
                .map(HasMetadata::getKind)
                .toList();
    }

    private static DeploymentBackend backend(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(GoldenObjects.settings());
        values.putAll(more);
        AppsConfig config = Settings.of(values);
        return new DeploymentBackend(
                Backends.pods(config), config, new RouteFactory(Backends.addresses(config), config));
    }
}
