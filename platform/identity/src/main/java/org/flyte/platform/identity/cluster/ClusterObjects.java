package org.flyte.platform.identity.cluster;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.idl.core.Identity;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.cluster.ClusterObject.Kind;
import org.flyte.platform.model.Address;

/**
 * Decides which service accounts, IAM roles and Kubernetes Secrets the pods of a project may be given: those give rights
 * and data that no role of this system is asked for. Without {@code flyte.auth.enabled} any.
 */
@Startup
@ApplicationScoped
public class ClusterObjects {
    private static final String PREFIX = "flyte.auth.pods.";

    private final boolean enabled;
    private final AllowedNames accounts;
    private final AllowedNames secrets;
    private final Set<String> accountsOfServices;

    public ClusterObjects(AuthenticationConfig authentication, ClusterObjectsConfig config) {
        this.enabled = authentication.enabled();
        this.accounts = AllowedNames.parse(
                PREFIX + Kind.SERVICE_ACCOUNT.key(), config.serviceAccounts().orElse(List.of()));
        this.secrets =
                AllowedNames.parse(PREFIX + Kind.SECRET.key(), config.secrets().orElse(List.of()));
        this.accountsOfServices = authentication.issuers().values().stream()
                .flatMap(issuer -> issuer.serviceAccounts().orElse(List.of()).stream())
                .map(account -> account.substring(account.indexOf('/') + 1))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns why the pods of a task may not be as its template says; empty if they may.
     *
     * @param field of the template in the request
     */
    public Optional<String> refusal(String project, String domain, String field, TaskTemplate template) {
        return refusal(
                project,
                domain,
                Stream.of(
                                identity(
                                        field + ".security_context.run_as",
                                        template.getSecurityContext().getRunAs()),
                                pod(field + ".k8s_pod", template.getK8SPod()),
                                PodSpecObjects.in(field + ".custom", template.getCustom()).stream())
                        .flatMap(objects -> objects));
    }

    /** Returns why pods may not be as this one; empty if they may. */
    public Optional<String> refusal(String project, String domain, String field, K8sPod pod) {
        return refusal(project, domain, pod(field, pod));
    }

    /** Returns why the pods of a run or an app may not have this identity; empty if they may. */
    public Optional<String> refusal(String project, String domain, String field, Identity identity) {
        return refusal(project, domain, identity(field, identity));
    }

    private Optional<String> refusal(String project, String domain, Stream<ClusterObject> objects) {
        if (!enabled) {
            return Optional.empty();
        }
        return objects.filter(object -> !isAllowed(project, domain, object))
                .findFirst()
                .map(object -> "%s: tasks of %s/%s may not use the %s '%s'; leave it out, or have it added to %s%s"
                        .formatted(
                                object.field(),
                                project,
                                domain,
                                object.kind().label(),
                                Address.shown(object.name()),
                                PREFIX,
                                object.kind().key()));
    }

    private boolean isAllowed(String project, String domain, ClusterObject object) {
        return switch (object.kind()) {
            // A pod with the account of a service could call as that service: no entry allows it, not even "*".
            case SERVICE_ACCOUNT ->
                accounts.has(project, domain, object.name()) && !accountsOfServices.contains(object.name());
            case IAM_ROLE -> accounts.has(project, domain, object.name());
            case SECRET -> secrets.has(project, domain, object.name());
        };
    }

    private static Stream<ClusterObject> pod(String field, K8sPod pod) {
        return PodSpecObjects.in(field + ".pod_spec", pod.getPodSpec()).stream();
    }

    private static Stream<ClusterObject> identity(String field, Identity identity) {
        return Stream.of(
                        new ClusterObject(
                                Kind.SERVICE_ACCOUNT, field + ".k8s_service_account", identity.getK8SServiceAccount()),
                        new ClusterObject(Kind.IAM_ROLE, field + ".iam_role", identity.getIamRole()))
                .filter(object -> !object.name().isEmpty());
    }
}
