package org.flyte.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class EmbeddedS3Test {
    @TempDir
    Path folder;

    @Test
    void keepsObjectsAsFilesAndRequiresTheKey() {
        try (EmbeddedS3 server = new EmbeddedS3(folder, 0, "key", "secret");
                S3Client known = client(server, "secret");
                S3Client stranger = client(server, "guess")) {
            server.createBucket("flyte");
            server.createBucket("flyte");

            known.putObject(to -> to.bucket("flyte").key("a/b"), RequestBody.fromString("hello"));

            assertThat(known.getObjectAsBytes(of -> of.bucket("flyte").key("a/b"))
                            .asUtf8String())
                    .isEqualTo("hello");
            assertThat(folder.resolve("flyte/a/b")).hasContent("hello");
            assertThatThrownBy(() ->
                            stranger.getObjectAsBytes(of -> of.bucket("flyte").key("a/b")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
    }

    private static S3Client client(EmbeddedS3 server, String secret) {
        return S3Client.builder()
                .endpointOverride(URI.create(server.endpoint()))
                .region(Region.of(EmbeddedS3.REGION))
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", secret)))
                .build();
    }
}
