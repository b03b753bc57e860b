package org.flyte.executor.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The webhook that gives secrets to pods that other controllers create; see docs/behaviour/secrets.md. */
@ConfigMapping(prefix = "flyte.executor.webhook")
public interface WebhookConfig {
    /** Whether this replica serves the webhook and keeps its registration. Pods of the operator itself do not need it. */
    @WithDefault("false")
    boolean enabled();

    /** Port of the webhook, which speaks TLS only; 0 takes a free one. */
    @WithDefault("9443")
    @Min(0)
    @Max(65_535)
    int port();

    /** Address the webhook listens on. */
    @WithDefault("0.0.0.0")
    String host();

    /** Name of the MutatingWebhookConfiguration, of the Service, and of the Secret with the certificates. */
    @WithDefault("flyte-pod-webhook")
    String name();

    /** Namespace of the Service and of the Secret with the certificates. */
    @WithDefault("${flyte.kubernetes.namespace:flyte}")
    String namespace();

    /** Port of the Service. */
    @WithDefault("443")
    @Min(1)
    @Max(65_535)
    int servicePort();

    /** Address of the webhook for an operator outside of the cluster, instead of the Service: https://host:port. */
    Optional<URI> url();

    /** Namespaces whose pods get secrets; absent means that of the operator. Who creates pods there can read all secrets. */
    Optional<List<String>> namespaces();

    /** Longest time for the API server to wait for an answer. */
    @WithDefault("10s")
    Duration timeout();

    /** Lifetime of a certificate of the webhook; it is replaced when a third is left. */
    @WithDefault("90d")
    Duration certificateLifetime();

    /** Lifetime of the authority that signs them; another one is added when a third is left. */
    @WithDefault("1825d")
    Duration authorityLifetime();

    /** How long API servers know a new authority before a certificate of it is used. */
    @WithDefault("10m")
    Duration authorityOverlap();

    /** How often certificates and registration are checked. */
    @WithDefault("1m")
    Duration refresh();

    /** How long the Secret of a pod that was never created is kept. */
    @WithDefault("10m")
    Duration orphanGrace();
}
