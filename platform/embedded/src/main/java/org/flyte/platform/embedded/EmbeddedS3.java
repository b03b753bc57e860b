package org.flyte.platform.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server over a folder: each bucket is a subfolder, each key a file below it.
 *
 * <p>Requests need a signature (version 4) of the given key pair; addresses are path-style.
 */
public final class EmbeddedS3 implements AutoCloseable {
    /** The server accepts any region. */
    public static final String REGION = "us-east-1";

    private final FilesystemNio2BlobStore store;
    private final S3Proxy server;
    private final String host;

    /** Serves on the loopback interface only; port 0 takes a free one. */
    public EmbeddedS3(Path dataDir, int port, String accessKey, String secretKey) {
        this(dataDir, "127.0.0.1", port, accessKey, secretKey);
    }

    /**
     * Serves on the given address.
     *
     * @param host address to bind, {@code 0.0.0.0} for all
     */
    public EmbeddedS3(Path dataDir, String host, int port, String accessKey, String secretKey) {
        ServerLogLevel.applyAll();
        this.host = host;
        try {
            Files.createDirectories(dataDir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int claimed = PortRange.LOOPBACK.claim("S3", port);
        store = new FilesystemNio2BlobStore(dataDir.toAbsolutePath().toString());
        server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://" + host + ":" + claimed))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                .ignoreUnknownHeaders(true)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server did not start on " + host + ":" + claimed, e);
        }
    }

    /** Makes the bucket unless it exists. */
    public void createBucket(String name) {
        if (!store.containerExists(name)) {
            store.createContainer(name);
        }
    }

    public int port() {
        return server.getPort();
    }

    public String endpoint() {
        return "http://%s:%d".formatted(host.equals("0.0.0.0") ? "127.0.0.1" : host, port());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server did not stop", e);
        }
    }
}
