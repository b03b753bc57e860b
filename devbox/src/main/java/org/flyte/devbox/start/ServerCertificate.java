package org.flyte.devbox.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The key and the self-signed certificate of devbox: the SDK sends a token over TLS only. Made by
 * the JDK's keytool, once for each set of names.
 */
final class ServerCertificate {
    private static final String ALIAS = "devbox";
    private static final int DAYS = 825;
    private static final int SECONDS = 30;

    private final Path folder;
    private final String password;
    private final Optional<ListenAddress> address;

    /** @param password of the key store */
    ServerCertificate(Path folder, String password, Optional<ListenAddress> address) {
        this.folder = folder;
        this.password = password;
        this.address = address;
    }

    Path keyStore() {
        return folder.resolve("tls.p12");
    }

    /** For clients: what they have to trust. */
    Path certificate() {
        return folder.resolve("tls.pem");
    }

    /**
     * For SSL_CERT_FILE of clients: the certificate, and whatever else this machine trusts. With the certificate alone they
     * would trust nobody else.
     */
    Path bundle() {
        return folder.resolve("tls-bundle.pem");
    }

    /** Makes them unless they are there for the same names. */
    void create() {
        Path made = folder.resolve("tls.names");
        try {
            String names = String.join(",", names());
            if (Files.exists(keyStore())
                    && Files.exists(bundle())
                    && Files.exists(made)
                    && Files.readString(made).equals(names)) {
                return;
            }
            Files.deleteIfExists(keyStore());
            keytool(
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=flyte devbox",
                    "-validity",
                    String.valueOf(DAYS),
                    "-ext",
                    "SAN=" + names,
                    "-storetype",
                    "PKCS12");
            Files.setPosixFilePermissions(keyStore(), PosixFilePermissions.fromString("rw-------"));
            keytool(
                    "-exportcert",
                    "-rfc",
                    "-alias",
                    ALIAS,
                    "-file",
                    certificate().toString());
            Files.writeString(bundle(), String.join("", trusted()) + Files.readString(certificate()));
            Files.writeString(made, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every name and number under which this machine can be called. */
    private Set<String> names() throws IOException {
        Set<String> names = new LinkedHashSet<>(List.of("dns:localhost", "ip:127.0.0.1", "ip:::1"));
        address.ifPresent(listen -> names.add(name(listen.host())));
        if (address.filter(ListenAddress::isEverywhere).isPresent()) {
            names.add("dns:" + InetAddress.getLocalHost().getHostName());
            names.addAll(NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(ip -> !ip.isLoopbackAddress() && !ip.isLinkLocalAddress())
                    .map(ip -> "ip:" + ip.getHostAddress())
                    .collect(Collectors.toCollection(LinkedHashSet::new)));
        }
        return names;
    }

    /** The certificates that the JDK trusts. */
    private static List<String> trusted() throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            List<String> certificates = new ArrayList<>();
            for (TrustManager manager : factory.getTrustManagers()) {
                for (X509Certificate certificate : ((X509TrustManager) manager).getAcceptedIssuers()) {
                    certificates.add(pem(certificate));
                }
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates that the JDK trusts cannot be read", e);
        }
    }

    private static String pem(X509Certificate certificate) throws GeneralSecurityException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
    }

    private static String name(String host) {
        return (host.matches("[0-9.]+") || host.contains(":") ? "ip:" : "dns:") + host;
    }

    /** The password is not among the arguments, which every user of the machine sees. */
    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", keyStore().toString(), "-storepass:env", "STORE_PASSWORD"));
        Path log = folder.resolve("keytool.log");
        ProcessBuilder keytool =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        keytool.environment().putAll(Map.of("STORE_PASSWORD", password));
        Process running = keytool.start();
        try {
            if (!running.waitFor(SECONDS, TimeUnit.SECONDS) || running.exitValue() != 0) {
                running.destroyForcibly();
                throw new UsageException("keytool of the JDK made no certificate: see %s", log);
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new UsageException("interrupted while keytool made a certificate");
        }
    }
}
