package org.flyte.platform.identity.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.flyte.platform.identity.AuthenticationConfig;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** The JWKS document at an address, or at the one that the discovery document of the issuer names. */
final class JwksEndpoint implements KeySource {
    private static final int MAX_BYTES = 1 << 20;
    private static final int OK = 200;
    private static final String DISCOVERY = ".well-known/openid-configuration";

    private final AuthenticationConfig.Issuer issuer;
    private final Duration timeout;

    JwksEndpoint(AuthenticationConfig.Issuer issuer, Duration timeout) {
        this.issuer = issuer;
        this.timeout = timeout;
    }

    @Override
    public String read() throws IOException, InterruptedException {
        URI known = issuer.jwksUrl().orElse(null);
        if (known != null && "file".equals(known.getScheme())) {
            return Files.readString(Path.of(known));
        }
        try (HttpClient http = client()) {
            return get(http, known == null ? discovered(http) : known);
        }
    }

    private URI discovered(HttpClient http) throws IOException, InterruptedException {
        String base = issuer.url().toString();
        String document = get(http, URI.create(base + (base.endsWith("/") ? "" : "/") + DISCOVERY));
        try {
            var metadata = JsonUtil.parseJson(document);
            if (!base.equals(metadata.get("issuer"))) {
                throw new IOException("the discovery document is of the issuer " + metadata.get("issuer"));
            }
            if (metadata.get("jwks_uri") instanceof String address) {
                return URI.create(address);
            }
            throw new IOException("the discovery document names no jwks_uri");
        } catch (JoseException | IllegalArgumentException e) {
            throw new IOException("the discovery document cannot be read", e);
        }
    }

    private String get(HttpClient http, URI address) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (issuer.bearerTokenFile().isPresent()) {
            String token =
                    Files.readString(Path.of(issuer.bearerTokenFile().get())).strip();
            request.header("authorization", "Bearer " + token);
        }
        // The timeout of the request itself ends with the headers of the answer.
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(UTF_8), MAX_BYTES));
        try {
            HttpResponse<String> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new IOException("%s answers %d".formatted(address, response.statusCode()));
            }
            return response.body();
        } catch (TimeoutException e) {
            http.shutdownNow();
            throw new IOException("%s does not answer within %s".formatted(address, timeout), e);
        } catch (ExecutionException e) {
            throw new IOException("%s cannot be read: %s".formatted(address, e.getCause()), e);
        }
    }

    private HttpClient client() throws IOException {
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(timeout);
        if (issuer.caFile().isPresent()) {
            client.sslContext(trusting(issuer.caFile().get()));
        }
        return client.build();
    }

    private static SSLContext trusting(String file) throws IOException {
        try (InputStream pem = new FileInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates of %s cannot be used".formatted(file), e);
        }
    }
}
