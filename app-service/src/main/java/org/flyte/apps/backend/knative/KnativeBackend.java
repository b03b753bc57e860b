package org.flyte.apps.backend.knative;

import com.google.protobuf.util.Durations;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.util.List;
import java.util.Map;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppAddresses;
import org.flyte.apps.backend.AppBackend;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppObjectKind;
import org.flyte.apps.backend.AppObservation;
import org.flyte.apps.backend.OwnedObjects;
import org.flyte.apps.backend.pod.AppPayload;
import org.flyte.apps.backend.pod.AppPods;
import org.flyte.idl.app.AutoscalingConfig;
import org.flyte.idl.app.Spec;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Runs an app by a Service of Knative, which scales it by requests and to zero without them. A stopped app has none: the row keeps
 * what it was.
 */
@ApplicationScoped
@Typed(KnativeBackend.class)
public class KnativeBackend implements AppBackend {
    private static final ResourceDefinitionContext SERVICE = new ResourceDefinitionContext.Builder()
            .withGroup("serving.knative.dev")
            .withVersion("v1")
            .withKind("Service")
            .withPlural("services")
            .withNamespaced(true)
            .build();
    private static final long SHORTEST_WINDOW = 6;
    private static final long LONGEST_WINDOW = 3600;

    private final AppPods pods;
    private final AppsConfig config;
    private final KnativeFactory services;
    private final KnativeObserver observer = new KnativeObserver();

    public KnativeBackend(AppPods pods, AppAddresses addresses, AppsConfig config) {
        this.pods = pods;
        this.config = config;
        this.services = new KnativeFactory(pods, addresses, config.namespace());
    }

    @Override
    public String name() {
        return "knative";
    }

    @Override
    public void check(AppDefinition app) {
        AppPayload payload = pods.payload(app);
        Spec spec = app.spec();
        refuse("app.spec.ingress.subdomain", !spec.getIngress().getSubdomain().isEmpty());
        refuse("app.spec.ingress.cname", !spec.getIngress().getCname().isEmpty());
        boolean isPublic = services.isPublic(app, payload);
        if (isPublic && !config.route().login() && !spec.getSecurityContext().getAllowAnonymous()) {
            throw new InvalidArgument(
                    "app.spec.security_context.allow_anonymous is false, and nothing asks users of apps for a login "
                            + "here: set requires_auth=False, or flyte.apps.route.login once a proxy does");
        }
        scaling(spec.getAutoscaling());
    }

    @Override
    public List<HasMetadata> objects(AppDefinition app) {
        return app.isStopped() ? List.of() : List.of(services.service(app));
    }

    @Override
    public List<AppObjectKind<?>> kinds() {
        return List.of(AppObjectKind.of(SERVICE));
    }

    @Override
    public AppObservation observe(AppDefinition app, OwnedObjects owned) {
        return observer.observe(app, owned.first(GenericKubernetesResource.class), owned.pods());
    }

    @Override
    public void adopt(HasMetadata present, HasMetadata wanted) {
        Map<String, String> labels = present.getMetadata().getLabels();
        if (labels != null && !wanted.getMetadata().getLabels().containsKey(KnativeFactory.VISIBILITY)) {
            labels.remove(KnativeFactory.VISIBILITY);
        }
    }

    private static void scaling(AutoscalingConfig scaling) {
        String field = "app.spec.autoscaling";
        if (scaling.hasScaledownPeriod()) {
            boolean valid = Durations.isValid(scaling.getScaledownPeriod())
                    && Durations.toSeconds(scaling.getScaledownPeriod()) >= SHORTEST_WINDOW
                    && Durations.toSeconds(scaling.getScaledownPeriod()) <= LONGEST_WINDOW;
            if (!valid) {
                throw new InvalidArgument(
                        "%s.scaledown_period must be from %d to %d seconds", field, SHORTEST_WINDOW, LONGEST_WINDOW);
            }
        }
        switch (scaling.getScalingMetric().getMetricCase()) {
            case CONCURRENCY ->
                positive(field, scaling.getScalingMetric().getConcurrency().getTargetValue());
            case REQUEST_RATE ->
                positive(field, scaling.getScalingMetric().getRequestRate().getTargetValue());
            case METRIC_NOT_SET -> {}
        }
    }

    private static void positive(String field, int target) {
        if (target < 1) {
            throw new InvalidArgument("%s.scaling_metric: target_value must be at least 1", field);
        }
    }

    private static void refuse(String field, boolean present) {
        if (present) {
            throw new InvalidArgument("%s is not supported by the backend knative: leave it out", field);
        }
    }
}
