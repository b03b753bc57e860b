package org.flyte.executor.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.executor.webhook.rule.Validity;
import org.jboss.logging.Logger;

/**
 * The life of the webhook: certificates, endpoint, registration; then all of it is checked now and then. Until the first round has
 * succeeded it is tried again, and the replica is not ready.
 */
@Singleton
public class PodWebhook {
    private static final Logger LOG = Logger.getLogger(PodWebhook.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final WebhookConfig config;
    private final MutatePod mutate;
    private final Vertx vertx;
    private final Clock clock;
    private final List<String> namespaces;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("pod-webhook").factory());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServingCertificate serving;
    private volatile WebhookCertificates certificates;
    private volatile WebhookAddress address;
    private volatile WebhookServer server;
    private volatile PodSecretOwners owners;
    private volatile boolean ready;

    PodWebhook(
            KubernetesClient client,
            WebhookConfig config,
            MutatePod mutate,
            Vertx vertx,
            Clock clock,
            MeterRegistry metrics,
            @ConfigProperty(name = "flyte.kubernetes.namespace") String namespace) {
        this.client = client;
        this.config = config;
        this.mutate = mutate;
        this.vertx = vertx;
        this.clock = clock;
        this.namespaces = config.namespaces().orElse(List.of(namespace));
        if (config.enabled()) {
            Gauge.builder("flyte.executor.webhook.certificate.left", this, PodWebhook::secondsLeft)
                    .description("Seconds until the certificate of the webhook ends")
                    .register(metrics);
        }
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            check();
            timer.execute(this::round);
        }
    }

    /** Fails when the configuration can never work. */
    private void check() {
        address = new WebhookAddress(config);
        if (config.authorityOverlap().plus(config.refresh()).multipliedBy(3).compareTo(config.certificateLifetime())
                > 0) {
            throw new IllegalArgumentException(
                    "flyte.executor.webhook.certificate-lifetime must be at least three times"
                            + " authority-overlap and refresh together: a certificate would end before it can be replaced");
        }
    }

    /** Calls that are under way are answered. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        timer.shutdownNow();
        if (server != null) {
            server.close();
        }
        if (owners != null) {
            owners.close();
        }
        threads.shutdown();
    }

    /** Whether it serves and is registered, or is not meant to. */
    public boolean isReady() {
        return ready || !config.enabled();
    }

    /** Where it listens; 0 before. */
    int port() {
        return server == null ? 0 : server.port();
    }

    private void round() {
        Duration next = config.refresh();
        try {
            refresh();
        } catch (Exception e) {
            LOG.warnf("the webhook is not up to date, retried soon: cause=%s", firstLine(e));
            next = RETRY;
        }
        if (!timer.isShutdown()) {
            var unused = timer.schedule(this::round, next.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The authority is made known before its first certificate is used, and the endpoint answers before it is registered. */
    private void refresh() throws Exception {
        CertificateStore store =
                new CertificateStore(client, config, new CertificateIssuer(address.names(), config), clock);
        WebhookCertificates current = store.current();
        if (serving == null) {
            ServingCertificate first = new ServingCertificate(current);
            WebhookServer opened =
                    new WebhookServer(vertx, config, first, threads, client.getKubernetesSerialization(), mutate);
            opened.open();
            server = opened;
            serving = first;
            owners = new PodSecretOwners(client, namespaces, config.orphanGrace(), clock);
            owners.open();
        }
        new WebhookRegistration(client, config, address, namespaces).ensure(current);
        serving.use(current);
        certificates = current;
        ready = true;
        owners.sweep();
    }

    private double secondsLeft() {
        WebhookCertificates current = certificates;
        if (current == null) {
            return 0;
        }
        Validity validity = WebhookCertificates.validity(current.certificate());
        return Duration.between(clock.instant(), validity.until()).toSeconds();
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
