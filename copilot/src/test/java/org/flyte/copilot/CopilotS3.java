package org.flyte.copilot;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** A real S3 server in the test JVM, over a folder, with a bucket {@code bucket}. */
final class CopilotS3 implements AutoCloseable {
    private final S3Proxy server;

    CopilotS3(Path folder) throws Exception {
        Files.createDirectories(folder.resolve("bucket"));
        server = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "test-access", "test-secret")
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
    }

    /** The environment of a process that uses it. */
    Map<String, String> environment() {
        return Map.of(
                "FLYTE_AWS_ENDPOINT", "http://127.0.0.1:" + server.getPort(),
                "FLYTE_AWS_ACCESS_KEY_ID", "test-access",
                "FLYTE_AWS_SECRET_ACCESS_KEY", "test-secret");
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
