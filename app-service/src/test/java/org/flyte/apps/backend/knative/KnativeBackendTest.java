package org.flyte.apps.backend.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppObservation;
import org.flyte.apps.backend.Backends;
import org.flyte.apps.backend.GoldenObjects;
import org.flyte.apps.backend.OwnedObjects;
import org.flyte.apps.backend.Settings;
import org.flyte.idl.app.Spec;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnativeBackendTest {
    private final KnativeBackend backend = backend(Map.of());

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"container", "pod", "requests", "private", "secrets"})
    void makesTheServiceOfAnApp(String name) throws IOException {
        GoldenObjects.check(backend, name);
    }

    @Test
    void hasNoServiceForAnAppThatIsStopped() throws IOException {
        assertThat(backend.objects(GoldenObjects.app("stopped"))).isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ingress\": {\"subdomain\": \"mine\"}}|app.spec.ingress.subdomain is not supported by the backend knative",
                "{\"ingress\": {\"cname\": \"a.example.org\"}}|app.spec.ingress.cname is not supported by the backend knative",
                "{\"autoscaling\": {\"scaledownPeriod\": \"5s\"}}|scaledown_period must be from 6 to 3600 seconds",
                "{\"autoscaling\": {\"scalingMetric\": {\"requestRate\": {}}}}|target_value must be at least 1",
                "{\"securityContext\": {\"allowAnonymous\": false}}|set requires_auth=False",
            })
    void refusesWhatItCannotDo(String json, String message) throws IOException {
        Spec.Builder more = Spec.newBuilder();
        JsonFormat.parser().merge(json, more);
        AppDefinition app = GoldenObjects.app("container");
        Spec.Builder spec = app.spec().toBuilder();
        if (more.hasSecurityContext()) {
            spec.clearSecurityContext();
        }
        AppDefinition changed = new AppDefinition(
                app.key(), app.objectName(), 3, spec.mergeFrom(more.build()).build());

        assertThatThrownBy(() -> backend.check(changed))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(message);
    }

    @Test
    void opensAnAppThatIsPrivateNoMore() throws IOException {
        HasMetadata present = backend.objects(GoldenObjects.app("private")).getFirst();
        HasMetadata wanted = backend.objects(GoldenObjects.app("container")).getFirst();
        assertThat(present.getMetadata().getLabels()).containsKey(KnativeFactory.VISIBILITY);

        backend.adopt(present, wanted);

        assertThat(present.getMetadata().getLabels()).doesNotContainKey(KnativeFactory.VISIBILITY);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/org/flyte/apps/knative-states.csv", numLinesToSkip = 1, delimiter = '|')
    void followsTheTable(
            String situation,
            String wanted,
            String service,
            String pods,
            String expected,
            String substate,
            int ready,
            String message)
            throws IOException {
        AppDefinition app = GoldenObjects.app(wanted);
        List<HasMetadata> objects = service == null ? List.of() : List.of(service(service));
        List<Pod> owned = pods == null
                ? List.of()
                : Stream.of(pods.split(" ;; ")).map(KnativeBackendTest::pod).toList();

        AppObservation seen = backend.observe(app, new OwnedObjects(objects, owned));

        assertThat(seen.status().name()).isEqualTo("DEPLOYMENT_STATUS_" + expected);
        assertThat(seen.substate().name()).isEqualTo(substate);
        assertThat(seen.replicas()).isEqualTo(ready);
        assertThat(seen.message()).contains(message).doesNotContain("\n");
    }

    private static GenericKubernetesResource service(String status) {
        GenericKubernetesResource service = Serialization.unmarshal(
                "{\"apiVersion\": \"serving.knative.dev/v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"hello\", \"generation\": 2, "
                        + "\"annotations\": {\"flyte.org/app-revision\": \"3\"}}, \"status\": " + status + "}",
                GenericKubernetesResource.class);
        if (status.contains("\"observedGeneration\": 99")) {
            service.getMetadata().getAnnotations().put("flyte.org/app-revision", "2");
        }
        return service;
    }

    private static Pod pod(String status) {
        return Serialization.unmarshal(
                "{\"metadata\": {\"name\": \"pod\", \"labels\": {}}, \"status\": %s}".formatted(status), Pod.class);
    }

    private static KnativeBackend backend(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(GoldenObjects.settings());
        values.putAll(more);
        AppsConfig config = Settings.of(values);
        return new KnativeBackend(Backends.pods(config), Backends.addresses(config), config);
    }
}
