package org.flyte.platform.connect.listener;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** The certificates that a server trusts: those that its files hold at the time of the handshake. */
final class CurrentTrust implements X509TrustManager {
    private volatile X509TrustManager current;

    CurrentTrust(X509TrustManager first) {
        current = first;
    }

    void replace(X509TrustManager next) {
        current = next;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        current.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        current.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.getAcceptedIssuers();
    }
}
