package org.flyte.executor.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Calls the webhook as an API server does: trusts what the registration says, no more. */
record TrustedCaller(KubernetesClient client, int port) {
    HttpResponse<String> post(String path, String body) throws Exception {
        try (HttpClient http = HttpClient.newBuilder().sslContext(trust()).build()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d%s".formatted(port, path)))
                            .timeout(Duration.ofSeconds(10))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private SSLContext trust() throws Exception {
        String bundle = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("flyte-pod-webhook")
                .get()
                .getWebhooks()
                .getFirst()
                .getClientConfig()
                .getCaBundle();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (var certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(Base64.getDecoder().decode(bundle)))) {
            store.setCertificateEntry("ca" + store.size(), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
