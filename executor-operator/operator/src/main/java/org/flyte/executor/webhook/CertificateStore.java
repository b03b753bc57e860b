package org.flyte.executor.webhook;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.webhook.rule.CertificateStep;
import org.jboss.logging.Logger;

/**
 * The certificates in their Secret. Each replica brings them one step further when that is due; of replicas that do so at the same
 * time one writes, and the others take what it wrote.
 */
final class CertificateStore {
    private static final Logger LOG = Logger.getLogger(CertificateStore.class);
    private static final int CONFLICT = 409;
    private static final int TRIES = 10;

    private final KubernetesClient client;
    private final WebhookConfig config;
    private final CertificateIssuer issuer;
    private final Clock clock;

    CertificateStore(KubernetesClient client, WebhookConfig config, CertificateIssuer issuer, Clock clock) {
        this.client = client;
        this.config = config;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * The certificates that are valid now.
     *
     * @throws KubernetesClientException when Kubernetes does not answer or refuses
     */
    WebhookCertificates current() {
        KubernetesClientException last = null;
        for (int left = TRIES; left > 0; left--) {
            try {
                return advance();
            } catch (KubernetesClientException e) {
                if (e.getCode() != CONFLICT) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private WebhookCertificates advance() {
        Secret secret = client.secrets()
                .inNamespace(config.namespace())
                .withName(config.name())
                .get();
        Instant now = clock.instant();
        Optional<WebhookCertificates> stored = Optional.ofNullable(secret).flatMap(CertificateStore::parse);
        if (stored.isEmpty()) {
            return write(secret, issuer.issueAll(now), "issued");
        }
        WebhookCertificates found = stored.get();
        return switch (step(found, now)) {
            case KEEP -> found;
            case ISSUE_CERTIFICATE -> write(secret, issuer.issueCertificate(found, now), "replaced");
            case ADD_AUTHORITY -> write(secret, issuer.addAuthority(found, now), "got another authority");
        };
    }

    private CertificateStep step(WebhookCertificates found, Instant now) {
        if (!SubjectNames.of(found.certificate()).containsAll(issuer.names())) {
            return CertificateStep.ISSUE_CERTIFICATE;
        }
        return CertificateStep.next(
                WebhookCertificates.validity(found.authority()),
                WebhookCertificates.validity(found.certificate()),
                found.isSignedByCurrent(),
                config.authorityOverlap(),
                now);
    }

    private WebhookCertificates write(Secret before, WebhookCertificates certificates, String what) {
        Map<String, String> data = certificates.toData();
        if (before == null) {
            client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName(config.name())
                            .withNamespace(config.namespace())
                            .endMetadata()
                            .withType("Opaque")
                            .withData(data)
                            .build())
                    .create();
        } else {
            before.setData(data);
            client.resource(before).update();
        }
        LOG.infof("certificates of the webhook %s: %s", what, certificates);
        return certificates;
    }

    private static Optional<WebhookCertificates> parse(Secret secret) {
        try {
            return Optional.of(WebhookCertificates.parse(secret.getData() == null ? Map.of() : secret.getData()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            LOG.warnf("certificates of the webhook cannot be read and are issued anew: cause=%s", e.getMessage());
            return Optional.empty();
        }
    }
}
