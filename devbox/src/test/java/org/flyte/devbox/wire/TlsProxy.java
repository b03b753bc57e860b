package org.flyte.devbox.wire;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A proxy that ends TLS in front of devbox, passes Host through, and may say {@code x-forwarded-proto: https}. */
final class TlsProxy implements AutoCloseable {
    static final String HOST = "flyte.example.com";

    private final Vertx vertx = Vertx.vertx();
    private final SelfSignedCertificate certificate = SelfSignedCertificate.create(HOST);
    private final HttpClient behind = vertx.createHttpClient();
    private final int behindPort;
    private final boolean says;
    private final HttpServer server;

    /**
     * @param says whether the proxy tells the scheme that its client used
     */
    TlsProxy(int behindPort, boolean says) throws Exception {
        this.behindPort = behindPort;
        this.says = says;
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()))
                .requestHandler(this::pass)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    /** A connection through TLS that trusts this proxy's certificate and nothing else. */
    RawConnection connect() throws IOException, GeneralSecurityException {
        Socket socket = trusting().getSocketFactory().createSocket("127.0.0.1", port());
        return RawConnection.over(socket);
    }

    @Override
    public void close() {
        vertx.close();
        certificate.delete();
    }

    private SSLContext trusting() throws IOException, GeneralSecurityException {
        byte[] pem = Files.readAllBytes(Path.of(certificate.certificatePath()));
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "proxy", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void pass(HttpServerRequest in) {
        in.pause();
        behind.request(in.method(), behindPort, "localhost", in.uri())
                .compose(out -> {
                    out.headers().setAll(in.headers());
                    if (says) {
                        out.putHeader("x-forwarded-proto", "https");
                    }
                    in.resume();
                    return out.send(in);
                })
                .compose(answer -> {
                    in.response().setStatusCode(answer.statusCode()).headers().setAll(answer.headers());
                    return in.response().send(answer);
                })
                .onFailure(failure -> in.response().setStatusCode(502).end());
    }
}
