package org.flyte.executor.webhook;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import java.net.URI;
import java.util.List;

/** How API servers reach the webhook: by its Service, or by an address outside of the cluster. */
record WebhookAddress(WebhookConfig config) {
    static final String PATH = "/mutate--v1-pod";

    WebhookAddress {
        config.url().ifPresent(WebhookAddress::check);
    }

    /** Host names and IP addresses for the certificate. */
    List<String> names() {
        return config.url()
                .map(url -> List.of(url.getHost()))
                .orElseGet(() -> List.of(
                        config.name(),
                        "%s.%s".formatted(config.name(), config.namespace()),
                        "%s.%s.svc".formatted(config.name(), config.namespace())));
    }

    /** For the registration. */
    WebhookClientConfig clientConfig() {
        WebhookClientConfigBuilder client = new WebhookClientConfigBuilder();
        if (config.url().isPresent()) {
            return client.withUrl(config.url().get().resolve(PATH).toString()).build();
        }
        return client.withNewService(config.name(), config.namespace(), PATH, config.servicePort())
                .build();
    }

    private static void check(URI url) {
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "flyte.executor.webhook.url is '%s': it must be https://host:port".formatted(url));
        }
    }
}
