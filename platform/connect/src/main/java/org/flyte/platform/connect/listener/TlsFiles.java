package org.flyte.platform.connect.listener;

import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.flyte.platform.connect.ConnectConfig.ClientCertificates;
import org.jboss.logging.Logger;

/**
 * What our servers speak TLS by. Files that change are in use from the next handshake on: a server that is given other
 * options, as Vert.x offers it, refuses connections meanwhile.
 */
@Singleton
class TlsFiles {
    private static final Logger LOG = Logger.getLogger(TlsFiles.class);

    private final Vertx vertx;
    private final TlsConfigurationRegistry registry;
    private final Map<String, CurrentKeys> keys = new ConcurrentHashMap<>();
    private final Map<String, CurrentTrust> trust = new ConcurrentHashMap<>();

    TlsFiles(Vertx vertx, TlsConfigurationRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
    }

    /**
     * Lets a server speak TLS.
     *
     * @throws IllegalStateException if the configuration is missing, or what it needs
     */
    void apply(String name, ClientCertificates wanted, HttpServerOptions options) {
        TlsConfiguration tls = registry.get(name)
                .orElseThrow(() -> new IllegalStateException("there is no TLS configuration quarkus.tls." + name));
        if (tls.getKeyStoreOptions() == null) {
            throw new IllegalStateException("quarkus.tls.%s.key-store is needed for a listener".formatted(name));
        }
        TlsConfigUtils.configure(options, tls);
        options.setSsl(true).setUseAlpn(true).setClientAuth(ClientAuth.valueOf(wanted.name()));
        options.setKeyCertOptions(KeyCertOptions.wrap(keys.computeIfAbsent(name, key -> new CurrentKeys(keys(tls)))));
        if (wanted != ClientCertificates.NONE) {
            if (tls.getTrustStoreOptions() == null) {
                throw new IllegalStateException(
                        "quarkus.tls.%s.trust-store is needed to verify the certificates of clients".formatted(name));
            }
            options.setTrustOptions(
                    TrustOptions.wrap(trust.computeIfAbsent(name, key -> new CurrentTrust(trust(tls)))));
        }
    }

    /** Quarkus has read the files again, and they have changed. */
    void update(@Observes CertificateUpdatedEvent event) {
        CurrentKeys shown = keys.get(event.name());
        if (shown != null) {
            shown.replace(keys(event.tlsConfiguration()));
            LOG.infof("certificate replaced tls=%s", event.name());
        }
        CurrentTrust trusted = trust.get(event.name());
        if (trusted != null) {
            trusted.replace(trust(event.tlsConfiguration()));
        }
    }

    private X509ExtendedKeyManager keys(TlsConfiguration tls) {
        try {
            return (X509ExtendedKeyManager)
                    tls.getKeyStoreOptions().getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (Exception e) {
            throw new IllegalStateException("the key of TLS cannot be used: " + e.getMessage(), e);
        }
    }

    private X509TrustManager trust(TlsConfiguration tls) {
        try {
            return (X509TrustManager)
                    tls.getTrustStoreOptions().getTrustManagerFactory(vertx).getTrustManagers()[0];
        } catch (Exception e) {
            throw new IllegalStateException("the trusted certificates cannot be used: " + e.getMessage(), e);
        }
    }
}
