package org.flyte.platform.identity.cluster;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Objects of the cluster that requests may name for their pods, where {@code flyte.auth.enabled} is true. */
@ConfigMapping(prefix = "flyte.auth.pods")
public interface ClusterObjectsConfig {
    /**
     * Service accounts and IAM roles that runs, tasks and apps may name, each {@code PROJECT/DOMAIN:NAME}; any of the three may be
     * {@code *}, which does not include the accounts of services ({@code flyte.auth.issuers.*.service-accounts}). Pods for which none is named have the one of {@code flyte.executor.pod.service-account}.
     */
    Optional<List<String>> serviceAccounts();

    /**
     * Kubernetes Secrets that the pod specs of tasks and apps may refer to, also as image pull secrets, each
     * {@code PROJECT/DOMAIN:NAME}; any of the three may be {@code *}. Secrets of SecretService need none of this.
     */
    Optional<List<String>> secrets();
}
