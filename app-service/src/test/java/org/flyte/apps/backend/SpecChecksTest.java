package org.flyte.apps.backend;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.flyte.apps.AppKey;
import org.flyte.apps.Apps;
import org.flyte.apps.AppsConfig;
import org.flyte.idl.app.Spec;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.cluster.ClusterObjects;
import org.flyte.platform.identity.cluster.ClusterObjectsConfig;
import org.flyte.platform.model.FlyteException.PermissionDenied;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** While callers have to prove who they are, pods of apps are given what is listed for their project. */
class SpecChecksTest {
    private static final String ACCOUNT = "{\"securityContext\": {\"runAs\": {\"k8sServiceAccount\": \"web\"}}}";
    private static final String SECRET = "{\"pod\": {\"podSpec\": {\"imagePullSecrets\": [{\"name\": \"registry\"}]}}}";

    @ParameterizedTest(name = "{0}, authentication {1}: {2}")
    @CsvSource({"shop,true,true", "other,true,false", "other,false,true"})
    void takesWhatIsListedForTheProject(String project, boolean authentication, boolean allowed) {
        assertThatTaken(project, authentication, ACCOUNT, allowed, "app.spec.security_context.run_as");
        assertThatTaken(project, authentication, SECRET, allowed, "app.spec.pod.pod_spec.imagePullSecrets");
    }

    private static void assertThatTaken(
            String project, boolean authentication, String json, boolean allowed, String field) {
        AppDefinition app = AppDefinition.of(new AppKey(project, "dev", "hello"), 1, spec(json));
        if (allowed) {
            assertThatCode(() -> checks(authentication).check(app)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> checks(authentication).check(app))
                    .isInstanceOf(PermissionDenied.class)
                    .hasMessageStartingWith(field);
        }
    }

    private static SpecChecks checks(boolean authentication) {
        AppsConfig config = Settings.of(GoldenObjects.settings());
        var identity = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(AuthenticationConfig.class)
                .withMapping(ClusterObjectsConfig.class)
                .withDefaultValues(Map.of(
                        "flyte.auth.enabled", Boolean.toString(authentication),
                        "flyte.auth.pods.service-accounts", "shop/dev:web",
                        "flyte.auth.pods.secrets", "shop/*:registry"))
                .build();
        return new SpecChecks(
                new AnyApp(),
                Backends.addresses(config),
                config,
                new ClusterObjects(
                        identity.getConfigMapping(AuthenticationConfig.class),
                        identity.getConfigMapping(ClusterObjectsConfig.class)));
    }

    private static Spec spec(String json) {
        Spec.Builder added = Spec.newBuilder();
        try {
            JsonFormat.parser().merge(json, added);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
        return Apps.spec("image:1").toBuilder().mergeFrom(added.build()).build();
    }

    /** A backend that runs everything: what it would make does not matter here. */
    private static final class AnyApp implements AppBackend {
        @Override
        public String name() {
            return "any";
        }

        @Override
        public void check(AppDefinition app) {}

        @Override
        public List<HasMetadata> objects(AppDefinition app) {
            return List.of();
        }

        @Override
        public List<AppObjectKind<?>> kinds() {
            return List.of();
        }

        @Override
        public AppObservation observe(AppDefinition app, OwnedObjects owned) {
            throw new UnsupportedOperationException();
        }
    }
}
