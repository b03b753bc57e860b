package org.flyte.platform.connect.conformance;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.inject.Singleton;

/** Wants the client's certificate when the runner gives one. */
@Singleton
class ClientCertificates implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        String certificate = System.getProperty(ServerUnderTest.CLIENT_CERTIFICATE);
        if (certificate != null) {
            options.setClientAuth(ClientAuth.REQUIRED);
            options.setTrustOptions(new PemTrustOptions().addCertPath(certificate));
        }
    }
}
