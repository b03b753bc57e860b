package org.flyte.apps.spec.rule;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import java.util.Locale;
import java.util.regex.Pattern;
import org.flyte.idl.app.IngressConfig;
import org.flyte.idl.app.Input;
import org.flyte.idl.app.Replicas;
import org.flyte.idl.app.SecurityContext;
import org.flyte.idl.app.Spec;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * Refuses, by its name, what is wrong in a spec or what no backend of this installation can do. What is not refused here or by the
 * backend is done.
 */
public final class AppSpecCheck {
    private static final int LONGEST_REQUEST_SECONDS = 3600;
    private static final int LONGEST_DESCRIPTION = 100;
    private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private final SpecLimits limits;

    public AppSpecCheck(SpecLimits limits) {
        this.limits = limits;
    }

    /** Fails with InvalidArgument that names the field. */
    public void check(Spec spec) {
        switch (spec.getAppPayloadCase()) {
            case CONTAINER -> ContainerCheck.check("app.spec.container", spec.getContainer());
            case POD ->
                RequestFields.required("app.spec.pod.pod_spec", spec.getPod().hasPodSpec());
            case APPPAYLOAD_NOT_SET -> throw new InvalidArgument("app.spec.container or app.spec.pod is required");
        }
        RequestFields.known("app.spec.desired_state", spec.getDesiredState() != Spec.DesiredState.UNRECOGNIZED);
        placement(spec);
        replicas(spec);
        ingress(spec.getIngress());
        security(spec.getSecurityContext());
        inputs(spec);
        unsupported(
                "app.spec.extended_resources", spec.hasExtendedResources(), "use a pod template with a node selector");
        requestTimeout(spec.getTimeouts().getRequestTimeout());
        RequestFields.text(
                "app.spec.profile.short_description", spec.getProfile().getShortDescription(), 0, LONGEST_DESCRIPTION);
    }

    private static void placement(Spec spec) {
        unsupported("app.spec.cluster", !spec.getCluster().isEmpty(), "there is one cluster, leave it out");
        String pool = spec.getClusterPool();
        unsupported(
                "app.spec.cluster_pool", !pool.isEmpty() && !pool.equals("default"), "there is only the pool default");
    }

    private void replicas(Spec spec) {
        if (!spec.getAutoscaling().hasReplicas()) {
            return;
        }
        Replicas replicas = spec.getAutoscaling().getReplicas();
        String field = "app.spec.autoscaling.replicas";
        int min = RequestFields.nonNegative(field + ".min", replicas.getMin());
        int max = RequestFields.nonNegative(field + ".max", replicas.getMax());
        if (max == 0) {
            throw new InvalidArgument("%s.max must be at least 1; to stop an app, set its desired state", field);
        }
        if (min > max) {
            throw new InvalidArgument("%s.min is %d, more than max %d", field, min, max);
        }
        if (min > limits.maxReplicas()) {
            throw new InvalidArgument(
                    "%s.min is %d, this installation allows at most %d", field, min, limits.maxReplicas());
        }
    }

    private void ingress(IngressConfig ingress) {
        String subdomain = ingress.getSubdomain();
        if (!subdomain.isEmpty()) {
            unsupported(
                    "app.spec.ingress.subdomain", !limits.subdomains(), "apps have no host names here, leave it out");
            if (!HOST_LABEL.matcher(subdomain).matches()) {
                throw new InvalidArgument("app.spec.ingress.subdomain must be one label of a host name in lower case");
            }
        }
        String cname = ingress.getCname();
        if (!cname.isEmpty() && !(HOST_NAME.matcher(cname).matches() && isAllowed(cname))) {
            throw new InvalidArgument(
                    "app.spec.ingress.cname is not a domain name that flyte.apps.route.cnames allows: ask its operator");
        }
    }

    private boolean isAllowed(String cname) {
        String name = cname.toLowerCase(Locale.ROOT);
        return limits.cnames().stream().anyMatch(allowed -> name.equals(allowed) || name.endsWith("." + allowed));
    }

    private void security(SecurityContext security) {
        String field = "app.spec.security_context";
        String remedy = "name a Kubernetes service account instead";
        unsupported(
                field + ".run_as.iam_role", !security.getRunAs().getIamRole().isEmpty(), remedy);
        unsupported(field + ".run_as.oauth2_client", security.getRunAs().hasOauth2Client(), remedy);
        unsupported(
                field + ".run_as.execution_identity",
                !security.getRunAs().getExecutionIdentity().isEmpty(),
                remedy);
        unsupported(
                field + ".secrets",
                security.getSecretsCount() > 0 && !limits.secrets(),
                "it needs flyte.executor.webhook.enabled and flyte.apps.pods.secrets");
        for (int i = 0; i < security.getSecretsCount(); i++) {
            RequestFields.required(field + ".secrets", security.getSecrets(i).getKey());
        }
    }

    private static void inputs(Spec spec) {
        for (Input input : spec.getInputs().getItemsList()) {
            RequestFields.required("app.spec.inputs.items.name", input.getName());
            unsupported(
                    "app.spec.inputs.items.app_id", input.hasAppId(), "give the address of the app as a string_value");
        }
    }

    private static void requestTimeout(Duration timeout) {
        String field = "app.spec.timeouts.request_timeout";
        if (!Durations.isValid(timeout)
                || Durations.isNegative(timeout)
                || Durations.compare(timeout, Durations.fromSeconds(LONGEST_REQUEST_SECONDS)) > 0) {
            throw new InvalidArgument("%s must be from 0 to %d seconds", field, LONGEST_REQUEST_SECONDS);
        }
    }

    private static void unsupported(String field, boolean present, String remedy) {
        if (present) {
            throw new InvalidArgument("%s is not supported: %s", field, remedy);
        }
    }
}
