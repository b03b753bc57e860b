package org.flyte.platform.connect.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A key and a self-signed certificate for {@code localhost} in PEM files. */
record PemFiles(Path key, Path certificate) {
    private static final String PASSWORD = "not-a-secret";

    /** At a place of its name: the class loader of the tests and that of the application see the same files. */
    static PemFiles named(String name) {
        Path folder = Path.of("target", "tls").toAbsolutePath();
        return new PemFiles(folder.resolve(name + ".key"), folder.resolve(name + ".crt"));
    }

    /** Makes or replaces both. */
    void renew() {
        try {
            Files.createDirectories(key.getParent());
            Path store = Files.createTempDirectory("listeners").resolve("store.p12");
            keytool(store);
            KeyStore read = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            write(
                    key,
                    "PRIVATE KEY",
                    read.getKey("server", PASSWORD.toCharArray()).getEncoded());
            write(certificate, "CERTIFICATE", read.getCertificate("server").getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
        Files.writeString(file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, lines));
    }

    private static void keytool(Path store) {
        try {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "server",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=dns:localhost",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD)
                    .inheritIO()
                    .start();
            assertThat(keytool.waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
