package org.flyte.executor.webhook;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.flyte.executor.secret.SecretDelivery;
import org.jboss.logging.Logger;

/** Keeps the MutatingWebhookConfiguration as it should be. Every replica makes the same one. */
final class WebhookRegistration {
    private static final Logger LOG = Logger.getLogger(WebhookRegistration.class);
    private static final String WEBHOOK = "flyte-pod-webhook.flyte.org";

    private final KubernetesClient client;
    private final WebhookConfig config;
    private final WebhookAddress address;
    private final List<String> namespaces;

    WebhookRegistration(
            KubernetesClient client, WebhookConfig config, WebhookAddress address, List<String> namespaces) {
        this.client = client;
        this.config = config;
        this.address = address;
        this.namespaces = namespaces;
    }

    /** Writes it when it is missing or differs. */
    void ensure(WebhookCertificates certificates) {
        MutatingWebhook wanted = webhook(certificates);
        MutatingWebhookConfiguration found = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(config.name())
                .get();
        if (found == null) {
            client.resource(new MutatingWebhookConfigurationBuilder()
                            .withNewMetadata()
                            .withName(config.name())
                            .endMetadata()
                            .withWebhooks(wanted)
                            .build())
                    .create();
            LOG.infof("webhook registered: name=%s", config.name());
        } else if (!List.of(wanted).equals(found.getWebhooks())) {
            found.setWebhooks(List.of(wanted));
            client.resource(found).update();
            LOG.infof("registration of the webhook updated: name=%s", config.name());
        }
    }

    private MutatingWebhook webhook(WebhookCertificates certificates) {
        WebhookClientConfig clientConfig = address.clientConfig();
        clientConfig.setCaBundle(
                Base64.getEncoder().encodeToString(certificates.bundle().getBytes(StandardCharsets.US_ASCII)));
        return new MutatingWebhookBuilder()
                .withName(WEBHOOK)
                .withClientConfig(clientConfig)
                .addNewRule()
                .withOperations("CREATE")
                .withApiGroups("")
                .withApiVersions("v1")
                .withResources("pods")
                .withScope("Namespaced")
                .endRule()
                .withFailurePolicy("Fail")
                .withMatchPolicy("Equivalent")
                .withReinvocationPolicy("Never")
                .withSideEffects("NoneOnDryRun")
                .withAdmissionReviewVersions("v1")
                .withTimeoutSeconds(Math.clamp(config.timeout().toSeconds(), 1, 30))
                .withNewNamespaceSelector()
                .addNewMatchExpression()
                .withKey("kubernetes.io/metadata.name")
                .withOperator("In")
                .withValues(namespaces)
                .endMatchExpression()
                .endNamespaceSelector()
                .withNewObjectSelector()
                .addToMatchLabels(PodSecretRequests.LABEL, "true")
                .addNewMatchExpression()
                .withKey(SecretDelivery.LABEL_DELIVERED)
                .withOperator("DoesNotExist")
                .endMatchExpression()
                .endObjectSelector()
                .build();
    }
}
