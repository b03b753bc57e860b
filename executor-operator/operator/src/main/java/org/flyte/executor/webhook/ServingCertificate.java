package org.flyte.executor.webhook;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificate that new connections are served with. Connections that are open keep theirs, and a handshake that has begun ends
 * with the certificate it began with.
 */
final class ServingCertificate extends X509ExtendedKeyManager {
    private record Served(WebhookCertificates current, WebhookCertificates before) {}

    private volatile Served served;

    ServingCertificate(WebhookCertificates first) {
        this.served = new Served(first, first);
    }

    synchronized void use(WebhookCertificates certificates) {
        if (!certificates.certificate().equals(served.current().certificate())) {
            served = new Served(certificates, served.current());
        }
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return keyType.equals("EC") ? alias(served.current()) : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {of(alias).certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).key();
    }

    private WebhookCertificates of(String alias) {
        Served now = served;
        return alias(now.before()).equals(alias) ? now.before() : now.current();
    }

    private static String alias(WebhookCertificates certificates) {
        return certificates.certificate().getSerialNumber().toString(16);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {alias(served.current())};
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
