package org.flyte.apps.backend.deployment;

import com.google.protobuf.util.Durations;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppBackend;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppObjectKind;
import org.flyte.apps.backend.AppObservation;
import org.flyte.apps.backend.OwnedObjects;
import org.flyte.apps.backend.pod.AppPayload;
import org.flyte.apps.backend.pod.AppPods;
import org.flyte.idl.app.AutoscalingConfig;
import org.flyte.idl.app.Replicas;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Runs an app by a Deployment and a Service. It does not scale to zero while nobody calls: an app has at least one replica until it
 * is stopped.
 */
@ApplicationScoped
@Typed(DeploymentBackend.class)
public class DeploymentBackend implements AppBackend {
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

    private final AppPods pods;
    private final DeploymentFactory deployments;
    private final ServiceFactory services;
    private final AutoscalerFactory autoscalers;
    private final RouteFactory routes;
    private final DeploymentObserver observer = new DeploymentObserver();

    DeploymentBackend(AppPods pods, AppsConfig config, RouteFactory routes) {
        this.pods = pods;
        ProxyFactory proxy = new ProxyFactory(config.proxy());
        this.deployments = new DeploymentFactory(pods, config.namespace(), config.rollout(), proxy);
        this.services = new ServiceFactory(config.namespace(), proxy);
        this.autoscalers =
                new AutoscalerFactory(config.namespace(), config.rollout().cpuTarget());
        this.routes = routes;
    }

    @Override
    public String name() {
        return "deployment";
    }

    @Override
    public void check(AppDefinition app) {
        AppPayload payload = pods.payload(app);
        ProxyFactory.check(payload);
        scaling(app, payload);
        routes.check(app);
        boolean hasTimeout = Durations.isPositive(app.spec().getTimeouts().getRequestTimeout());
        if (hasTimeout && !routes.limitsRequests()) {
            throw new InvalidArgument(
                    "app.spec.timeouts.request_timeout needs flyte.apps.route.kind httproute: leave it out");
        }
    }

    @Override
    public List<HasMetadata> objects(AppDefinition app) {
        ContainerPort port = pods.payload(app).port();
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(services.service(app, port));
        objects.add(deployments.deployment(app));
        if (autoscalers.isWanted(app)) {
            objects.add(autoscalers.autoscaler(app));
        }
        objects.addAll(routes.routes(app, port));
        return objects;
    }

    @Override
    public List<AppObjectKind<?>> kinds() {
        List<AppObjectKind<?>> kinds = new ArrayList<>(List.of(
                AppObjectKind.of(Deployment.class),
                AppObjectKind.of(Service.class),
                AppObjectKind.of(HorizontalPodAutoscaler.class)));
        kinds.addAll(routes.kinds());
        return kinds;
    }

    @Override
    public AppObservation observe(AppDefinition app, OwnedObjects owned) {
        return observer.observe(app, owned, pods.payload(app).port().getContainerPort());
    }

    @Override
    public void adopt(HasMetadata present, HasMetadata wanted) {
        if (present instanceof Deployment before && wanted instanceof Deployment after) {
            keepReplicas(before, after);
        } else if (present instanceof Service before && wanted instanceof Service after) {
            after.getSpec().setClusterIP(before.getSpec().getClusterIP());
            after.getSpec().setClusterIPs(before.getSpec().getClusterIPs());
        }
    }

    /** The autoscaler decides within its bounds. */
    private static void keepReplicas(Deployment before, Deployment after) {
        String bounds = after.getMetadata().getAnnotations().get(DeploymentFactory.MAX_REPLICAS);
        Integer now = before.getSpec().getReplicas();
        if (bounds != null && now != null && now > 0) {
            int least = after.getSpec().getReplicas();
            after.getSpec().setReplicas(Math.clamp(now, least, Integer.parseInt(bounds)));
        }
    }

    private static void scaling(AppDefinition app, AppPayload payload) {
        AutoscalingConfig scaling = app.spec().getAutoscaling();
        String field = "app.spec.autoscaling";
        if (scaling.hasScalingMetric()) {
            throw new InvalidArgument(
                    "%s.scaling_metric is not supported by the backend deployment, which scales by CPU: leave it out",
                    field);
        }
        Replicas replicas = app.replicas();
        boolean isScaled = replicas.getMax() > Math.max(1, replicas.getMin());
        if (scaling.hasScaledownPeriod()) {
            window(field, scaling, isScaled);
        }
        boolean hasCpu = payload.primary().getResources() != null
                && payload.primary().getResources().getRequests() != null
                && payload.primary().getResources().getRequests().containsKey("cpu");
        if (isScaled && !hasCpu) {
            throw new InvalidArgument(
                    "%s.replicas from %d to %d are scaled by CPU, which needs a request for CPU: set the resources",
                    field, replicas.getMin(), replicas.getMax());
        }
    }

    private static void window(String field, AutoscalingConfig scaling, boolean isScaled) {
        if (!isScaled) {
            throw new InvalidArgument(
                    "%s.scaledown_period is not supported by the backend deployment for a single replica, which it does not scale "
                            + "to zero: leave it out",
                    field);
        }
        if (!Durations.isValid(scaling.getScaledownPeriod())
                || Durations.isNegative(scaling.getScaledownPeriod())
                || Durations.toSeconds(scaling.getScaledownPeriod()) > LONGEST_WINDOW.toSeconds()) {
            throw new InvalidArgument(
                    "%s.scaledown_period must be from 0 to %d seconds", field, LONGEST_WINDOW.toSeconds());
        }
    }
}
